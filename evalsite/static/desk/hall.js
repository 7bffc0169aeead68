// Counts down on the big screen, by the server's clock. Without it the page says how long it still is, and is loaded anew.
"use strict";
(function () {
  let ahead = 0; // how far this machine's clock is before the server's, in milliseconds

  function set() {
    const screen = document.getElementById("screen");
    if (screen && screen.dataset.clock) ahead = Date.now() - Number(screen.dataset.clock) * 1000;
  }

  function two(number) { return String(number).padStart(2, "0"); }

  function words(seconds, screen) {
    const days = Math.floor(seconds / 86400), hours = Math.floor(seconds / 3600) % 24;
    const clock = two(hours) + ":" + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
    return days ? screen.dataset.days.replace("%d", days) + " " + clock : clock;
  }

  function tick() {
    const screen = document.getElementById("screen"), place = document.querySelector("[data-countdown]");
    if (!screen || !place) return;
    const now = Math.floor((Date.now() - ahead) / 1000), opens = Number(screen.dataset.opens), closes = Number(screen.dataset.closes);
    const label = document.querySelector("[data-countdown-label]");
    if (opens > now) { label.textContent = screen.dataset.toOpen; place.textContent = words(opens - now, screen); }
    else if (closes > now) { label.textContent = screen.dataset.toClose; place.textContent = words(closes - now, screen); }
    else if (closes) { label.textContent = screen.dataset.over; place.textContent = "00:00:00"; }
  }

  document.addEventListener("htmx:load", function () { set(); tick(); });
  set();
  tick();
  setInterval(tick, 500);
})();
