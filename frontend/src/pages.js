// The two pages that only tell something, in the language that this phone was told to speak: both are in the page, the style
// sheet shows one. Loaded before the page is drawn, and old enough for every browser; without it the page is in Chinese.
(function () {
  var KEY = 'evalsite:english'; // as in store.ts
  var root = document.documentElement;
  var area = usable(['localStorage', 'sessionStorage']);
  var english = area !== null && area.getItem(KEY) === '1';

  // The area that the ballot's page keeps things in: the first that can be written to (store.ts).
  function usable(names) {
    for (var i = 0; i < names.length; i++) {
      try {
        var found = window[names[i]];
        found.setItem('evalsite:probe', '1');
        found.removeItem('evalsite:probe');
        return found;
      } catch (error) {
        // a browser that keeps nothing there
      }
    }
    return null;
  }

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
      if (area !== null) {
        if (english) area.setItem(KEY, '1');
        else area.removeItem(KEY);
      }
      show();
      name();
    });
  });
})();
