/** The files every page loads, in this order. One small file per component; see `static/css`. */
export const assets = {
  styles: [
    'tokens',
    'base',
    'button',
    'form',
    'bar',
    'notice',
    'pair',
    'caption',
    'progress',
    'list',
    'table',
    'trend',
    'run',
    'dialog',
    'layout',
    'review',
    'again',
  ],
} as const;
