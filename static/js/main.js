// Every module only adds to what works as plain links and forms.
import './as-of.js';
import './caption-count.js';
import './copy.js';
import './dialogs.js';
import './focus.js';
import './keys.js';
import './menus.js';
import './placeholders.js';
import './request-trouble.js';
import './stream-state.js';
import './theme-choice.js';
import './time-zone.js';
import './times.js';
import './touched.js';

for (const element of document.querySelectorAll('[data-needs-scripts]')) element.hidden = false;
