/** Whether a version is at least another: `atLeast('4.10.0', '4.3')`. What follows a dash or plus is ignored. */
export function atLeast(version: string, wanted: string): boolean {
  const have = numbers(version);
  const need = numbers(wanted);
  for (let place = 0; place < 3; place++) {
    const difference = (have[place] ?? 0) - (need[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): number[] {
  return (version.split(/[-+ ]/)[0] ?? '').split('.').map(Number);
}
