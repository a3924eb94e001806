import fc from 'fast-check';
import type { FaultKind } from '../../support/sandbox-instance/faults.ts';
import { someText } from './posts.ts';

/** A fault that strikes so many requests in a row, counted from the first of the publication. */
export type Strike = { at: number; times: number; fault: FaultKind };

/** What happens on the server just before a request: her owner at her post, or at her account. */
export type Deed = {
  at: number;
  does: 'writes' | 'warns' | 'marks' | 'describes' | 'removes' | 'reorders' | 'deletes' | 'revokes' | 'limits';
  /** Which picture it is about, counted around. */
  place: number;
  text: string;
};
export type Plan = { strikes: Strike[]; deeds: Deed[] };

/** A description takes so many requests; later ones come with every repeat. */
const early = fc.oneof(fc.nat({ max: 9 }), fc.nat({ max: 25 }));

const faults = fc.constantFrom<FaultKind>(
  { fault: '429' },
  { fault: '429', resetInMs: 90_000 },
  { fault: '429', retryAfterSeconds: 30 },
  { fault: 'html-500' },
  { fault: 'reset' },
  { fault: 'reset-after-write' },
  { fault: 'timeout-after-write' },
  { fault: 'half-written' },
);

const strike = fc.record({
  at: early,
  times: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 4 }) }),
  fault: faults,
});

const deed = fc.record<Deed>({
  at: early,
  does: fc.constantFrom(
    ...(['writes', 'warns', 'marks', 'describes', 'describes', 'describes'] as const),
    ...(['removes', 'reorders', 'deletes', 'revokes', 'limits'] as const),
  ),
  place: fc.nat({ max: 7 }),
  text: someText.map((text) => `Her own words ${text}`),
});

/** Faults at any request, reads as well as writes, and what the owner does meanwhile; often nothing of it. */
export const anyPlan: fc.Arbitrary<Plan> = fc.record({
  strikes: fc.oneof(fc.constant<Strike[]>([]), fc.array(strike, { minLength: 1, maxLength: 4 })),
  deeds: fc.oneof(
    { weight: 2, arbitrary: fc.constant<Deed[]>([]) },
    { weight: 1, arbitrary: fc.array(deed, { minLength: 1, maxLength: 2 }) },
  ),
});

/** While a text is put back. */
export const faultsOnly: fc.Arbitrary<Plan> = anyPlan.map(({ strikes }) => ({ strikes, deeds: [] }));
