import { joinLimits } from '../../src/compose/limits.ts';
import { createQuota } from '../../src/generation/quota.ts';
import { createLimits, type LimitsOptions } from '../../src/monitoring/limits.ts';
import { createStanding } from '../../src/monitoring/standing.ts';
import { createWatermarks } from '../../src/monitoring/watermarks.ts';
import type { Hub } from '../../src/progress/hub.ts';

/** What nobody may exceed and the marks of the machine, as the program builds them. */
export function buildLimits({ hub, ...options }: LimitsOptions & { hub: Hub }) {
  const limits = createLimits(options);
  const quota = createQuota({ ...options, limits: limits.current });
  const standing = createStanding({ onChange: () => hub.publish('everybody', { kind: 'standing' }) });
  const watermarks = createWatermarks({
    ...{ limits: limits.current, standing },
    onCrossing: () => hub.publish('admin', { kind: 'queue' }),
  });
  return { limits, standing, watermarks, ...joinLimits(watermarks, quota) };
}
