// Not a module: runs before the first paint, so that a chosen colour scheme never flashes.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('altwright.theme');
  } catch {
    // Storage is refused: the system's colours are used.
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
