// Runs on browsers that cannot even parse ballot.js (no BigInt, no modern syntax), and when ballot.js did not load.
(function () {
  var root = document.documentElement;
  var old = document.getElementById('old');
  var app = document.getElementById('app');
  if (root.getAttribute('data-running') !== null || !old || !app) return;
  app.hidden = true;
  old.hidden = false;
  if (typeof BigInt === 'function') document.getElementById('old-reload').hidden = false;
  else document.getElementById('old-browser').hidden = false;
})();
