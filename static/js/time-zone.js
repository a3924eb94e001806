// Where nothing was chosen before, the browser knows the person's time zone better than the machine Altwright runs on.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const form of document.querySelectorAll('form[data-own-time-zone]')) {
  const choice = form.elements.namedItem('timeZone');
  // The list may have it by an older name.
  if (![...choice.options].some(({ value }) => value === zone)) choice.append(new Option(zone));
  choice.value = zone;
}
