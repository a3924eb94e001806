import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAccessibilityFaults } from '../support/axe.ts';
import { describeWithBrowser } from '../support/chromium.ts';
import { describeWithRedis, type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { connect as connectByHttp, setUp as setUpByHttp } from '../support/story/coming-in.ts';
import { createVisitor } from '../support/visitor/index.ts';
import { startWorkerProcess } from '../support/worker-process.ts';
import { signIn, startRun } from './deeds.ts';
import { alice, openBrowserOf } from './person.ts';
import { newPicture } from './pictures.ts';
import { openStage, type Stage } from './stage.ts';

const pictures = 6;
const outageMs = 30_000;
const bannerWithinMs = 5000;
const patience = { timeout: 120_000 };

describeWithRedis('while Redis is away', () => {
  describeWithBrowser('in mid-run', () => {
    let stage: Stage;
    let redis: RedisServer;
    const endings: (() => unknown)[] = [];
    beforeAll(async () => {
      redis = await startRedisServer({ appendOnly: true });
      endings.push(redis.stop);
      const shared = { REDIS_URL: redis.url, ALTWRIGHT_WORKER_KEY: randomBytes(32).toString('base64') };
      stage = await openStage({ posts: [], msPerImage: 900, settings: { ...shared, THREADS: '0' } });
      endings.push(stage.close);
      endings.push(startWorkerProcess({ ...shared, OLLAMA_HOST: stage.ollama.url }).kill);
      const visitor = createVisitor();
      await setUpByHttp(visitor, stage.setUpLink, alice);
      await connectByHttp(visitor, stage.address, { origin: stage.instance.origin, ...stage.account });
    }, 60_000);
    afterAll(async () => {
      for (const end of endings.reverse()) await end();
    }, 60_000);

    /** A page that follows a run on the helper, with its first draft. */
    async function openMidRun(): Promise<Page> {
      for (let left = pictures; left > 0; left -= 1) {
        const createdAt = Date.now() - left * 60_000;
        stage.instance.createPost(stage.account, { text: `${left} to go`, createdAt, media: [newPicture()] });
      }
      const page = await (await openBrowserOf(stage)).newPage();
      await signIn(page, stage);
      await startRun(page);
      await page.locator('.label-drafted').first().waitFor({ timeout: 30_000 });
      return page;
    }

    const bannerOn = (page: Page) => page.locator('#standing').getByText('Redis has not answered since');

    async function expectAllDescribed(page: Page) {
      await page.locator('#run-progress.progress-done').waitFor({ timeout: 60_000 });
      expect(await page.locator('.label-drafted').count()).toBe(pictures);
    }

    it('every page says so, nothing is lost, and it says so no more when Redis is back', patience, async () => {
      const page = await openMidRun();
      redis.freeze();
      const awaySince = Date.now();
      await bannerOn(page).waitFor({ timeout: bannerWithinMs });
      expect(await findAccessibilityFaults(page)).toEqual([]);
      await expect.poll(() => Date.now() - awaySince, { timeout: 2 * outageMs }).toBeGreaterThan(outageMs);
      redis.thaw();
      await bannerOn(page).waitFor({ state: 'detached', timeout: bannerWithinMs });
      await expectAllDescribed(page);
    });

    it('the same when it was killed and started again', patience, async () => {
      const page = await openMidRun();
      await redis.kill();
      await bannerOn(page).waitFor({ timeout: bannerWithinMs });
      await redis.start();
      await bannerOn(page).waitFor({ state: 'detached', timeout: bannerWithinMs });
      await expectAllDescribed(page);
    });
  });
});
