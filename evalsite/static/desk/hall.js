// Counts down on the big screen, by the server's clock. Without it the page says how long it still is, and is loaded anew.
"use strict";
(function () {
  let ahead = 0; // how far this machine's clock is before the server's, in milliseconds

  function set() {
    const screen = document.getElementById("screen");
    if (screen && screen.dataset.clock) ahead = Date.now() - Number(screen.dataset.clock) * 1000;
  }

  function two(number) { return String(number).padStart(2, "0"); }

  function words(seconds) {
    const days = Math.floor(seconds / 86400), hours = Math.floor(seconds / 3600) % 24;
    const clock = two(hours) + ":" + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
    return days ? days + " 天 " + clock : clock;
  }

  function tick() {
    const screen = document.getElementById("screen"), place = document.querySelector("[data-countdown]");
    if (!screen || !place) return;
    const now = Math.floor((Date.now() - ahead) / 1000), opens = Number(screen.dataset.opens), closes = Number(screen.dataset.closes);
    const label = document.querySelector("[data-countdown-label]");
    if (opens > now) { label.textContent = "距离开始"; place.textContent = words(opens - now); }
    else if (closes > now) { label.textContent = "距离截止"; place.textContent = words(closes - now); }
    else if (closes) { label.textContent = "投票已经截止"; place.textContent = "00:00:00"; }
  }

  document.addEventListener("htmx:load", function () { set(); tick(); });
  set();
  tick();
  setInterval(tick, 500);
})();
