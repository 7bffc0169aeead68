import { App } from './page/app';

const root = document.getElementById('app');
if (root) {
  // Read by old.js, which runs after this file: without it the page says that the browser is too old.
  document.documentElement.setAttribute('data-running', '');
  const app = new App(root);
  window.addEventListener('error', () => app.broken());
  window.addEventListener('unhandledrejection', () => app.broken());
  app.start();
}
