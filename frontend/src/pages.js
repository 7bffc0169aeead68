// The two pages that only tell something, in the language that this phone was told to speak: both are in the page, the style
// sheet shows one. Loaded before the page is drawn, and old enough for every browser; without it the page is in Chinese.
(function () {
  var KEY = 'evalsite:english'; // as in store.ts
  var root = document.documentElement;
  var areas = ['localStorage', 'sessionStorage'];
  var english = false;

  function each(act) {
    for (var i = 0; i < areas.length; i++) {
      try {
        act(window[areas[i]]);
      } catch (error) {
        // a browser that keeps nothing
      }
    }
  }

  each(function (area) {
    english = english || area.getItem(KEY) === '1';
  });

  function show() {
    root.lang = english ? 'en' : 'zh-CN';
  }

  show();
  document.addEventListener('DOMContentLoaded', function () {
    var button = document.getElementById('tongue');
    var title = document.querySelector('title');
    var chinese = title.textContent;

    function name() {
      button.textContent = english ? '中文' : 'English';
      button.lang = english ? 'zh-CN' : 'en';
      title.textContent = english ? title.getAttribute('data-en') : chinese;
    }

    button.hidden = false;
    name();
    button.addEventListener('click', function () {
      english = !english;
      each(function (area) {
        if (english) area.setItem(KEY, '1');
        else area.removeItem(KEY);
      });
      show();
      name();
    });
  });
})();
