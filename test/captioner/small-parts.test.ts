import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/captioner/engines/ollama-ask.ts';
import { targetFor } from '../../src/captioner/family.ts';
import { normaliseEndpoints, normaliseHost, normaliseHosts } from '../../src/captioner/hosts/host-address.ts';
import { createModelSlots } from '../../src/captioner/hosts/hosts.ts';
import { isLooping } from '../../src/captioner/text/repetition.ts';

describe('the address of a model server', () => {
  it.each([
    ['', 'http://127.0.0.1:11434'],
    ['localhost', 'http://localhost:11434'],
    [' "nas.local" ', 'http://nas.local:11434'],
    ['nas.local:1234', 'http://nas.local:1234'],
    [':1234', 'http://127.0.0.1:1234'],
    ['nas.local:99999', 'http://nas.local:11434'],
    ['http://nas.local', 'http://nas.local:80'],
    ['https://ai.example.org/ollama/', 'https://ai.example.org:443/ollama'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
    ['::', 'http://[::1]:11434'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['fe80::1', 'http://[fe80::1]:11434'],
  ])('%s means %s', (given, url) => {
    expect(normaliseHost(given)).toEqual({ url, headers: {} });
  });

  it('with a name and password carries them in a header instead', () => {
    const expected = { url: 'https://ai.example.org:443', headers: { authorization: 'Basic Ym9iOnAlQA==' } };
    expect(normaliseHost('https://bob:p%25%40@ai.example.org')).toEqual(expected);
  });

  it.each(['ftp://nas.local', 'http://a b'])('%s is none', (given) => {
    expect(normaliseHost(given)).toBeUndefined();
  });
});

describe('the addresses of several model servers', () => {
  const urls = (hosts: ReturnType<typeof normaliseHosts>) => ('wrong' in hosts ? hosts : hosts.map(({ url }) => url));

  it.each([
    ['', ['http://127.0.0.1:11434']],
    ['nas.local', ['http://nas.local:11434']],
    [
      ' localhost , gpu-box:1234,https://ai.example.org/ollama ',
      ['http://localhost:11434', 'http://gpu-box:1234', 'https://ai.example.org:443/ollama'],
    ],
    ['nas.local,nas.local:11434,', ['http://nas.local:11434']],
    ['nas.local,ftp://nas.local', { wrong: 'ftp://nas.local' }],
  ])('%s means %j', (given, expected) => {
    expect(urls(normaliseHosts(given))).toEqual(expected);
  });

  it('have a name and password each of its own', () => {
    const hosts = normaliseHosts('http://a:b@one.local,http://two.local');
    expect(hosts).toMatchObject([{ headers: { authorization: 'Basic YTpi' } }, { headers: {} }]);
  });

  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1'],
    ['http://127.0.0.1:1234/v1/', 'http://127.0.0.1:1234/v1'],
    ['https://ai.example.org/api/openai', 'https://ai.example.org/api/openai'],
    ['127.0.0.1:8080', undefined],
    ['ftp://ai.example.org', undefined],
  ])('with the API of OpenAI: %s means %s', (given, url) => {
    const hosts = normaliseEndpoints([given], { apiKey: 'a key', models: ['m'] });
    const headers = { authorization: 'Bearer a key' };
    expect(hosts).toEqual(url ? [{ url, headers, speaks: 'openai', models: ['m'] }] : { wrong: given });
  });
});

describe('noticing a loop', () => {
  const words = (count: number, seed: string) => Array.from({ length: count }, (_, at) => `${seed}${at}`).join(' ');
  const good = 'A hand-written menu on a wooden wall beside a window. ';

  it.each([
    ['four words', `${'the red house and '.repeat(12)}`],
    ['one word', `A very${' very'.repeat(12)}`],
    ['nothing but spaces', ' '.repeat(100)],
    ['a script without spaces', '猫がいる。'.repeat(12)],
    ['two signs of it', '猫犬'.repeat(24)],
    ['a sentence', 'The sign is above the door of the house. '.repeat(5)],
    ['forty words', `${words(40, 'wort')}. `.repeat(3)],
    ['a loop after a good text', good + 'Soup of the day. '.repeat(12)],
    ['a loop that stops within its piece', `${good}${'Soup of the day. '.repeat(12)}Soup of`],
  ])('%s, again and again', (_, text) => {
    expect(isLooping(text)).toBe(true);
  });

  it.each([
    ['two of a kind', 'A tabby cat asleep on a chair, with a second cat beside it on another chair.'],
    ['a short refrain', 'No. No. No. No.'],
    ['nothing', ''],
    ['a column of the same words', `Opening hours: ${'closed, '.repeat(7)}`],
    ['rows that differ in a number', Array.from({ length: 40 }, (_, at) => `Room ${at}: out of stock`).join('\n')],
    ['cells without a value', `Results | ${'0 | '.repeat(20)}`],
    ['the dots of a table of contents', `Introduction ${'.'.repeat(60)} 5`],
    ['the same with spaces', `Introduction ${'. '.repeat(30)}`],
    ['a sentence that comes twice', `${words(40, 'wort')}. `.repeat(2)],
    ['a chant', 'We want bread and peace! '.repeat(6)],
  ])('is not %s', (_, text) => {
    expect(isLooping(text)).toBe(false);
  });

  it('is done a word after the loop is long enough, and is no matter of time', () => {
    const text = good + 'Soup of the day. '.repeat(600);
    const ends = Array.from({ length: text.length }, (_, at) => at);
    const noticed = ends.find((at) => isLooping(text.slice(0, at))) ?? text.length;
    expect(noticed - good.length).toBeLessThan(13 * 'Soup of the day. '.length);
  });
});

describe('the picture a model wants', () => {
  it.each([
    ['gemma3', '', 896],
    ['mllama', '', 1120],
    ['llama', 'llava:7b', 672],
    ['llama', 'moondream:latest', 448],
    ['somebody-new', '', 1024],
  ])('%s %s: no side above %s px, full of writing or not', (family, name, longestSidePx) => {
    expect(targetFor(family, name)).toEqual({ longestSidePx, minSidePx: 64, maxAspect: 20 });
    expect(targetFor(family, name, { isTextRich: true })).toEqual(targetFor(family, name));
  });

  it.each([
    ['qwen35', 1024, 1344],
    ['qwen35moe', 1024, 1344],
    ['qwen3vl', 1184, 1600],
    ['qwen25vl', 1148, 1536],
    ['minicpmv', 896, 1344],
    ['gemma4', 1024, 1024],
    ['mistral3', 1034, 1034],
    ['pixtral', 512, 512],
  ])('%s: the pixels of a picture of 4:3 that is %s px wide, full of writing %s', (family, width, ofText) => {
    const pixels = (isTextRich: boolean) => targetFor(family, '', { isTextRich }).mostPixels;
    expect([pixels(false), pixels(true)]).toEqual([(width * width * 3) / 4, (ofText * ofText * 3) / 4]);
  });

  it.each([
    ['qwen35', 32],
    ['qwen3vl', 32],
    ['qwen25vl', 28],
  ])('leaves %s 1500 tokens of its context for prompt and answer', (family, tokenSidePx) => {
    const { mostPixels = 0 } = targetFor(family, '', { isTextRich: true });
    expect(loadOptions.num_ctx - mostPixels / tokenSidePx ** 2).toBeGreaterThan(1500);
  });
});

describe('the gate before the model hosts', () => {
  const signal = new AbortController().signal;
  const wish = { hosts: ['host'], model: 'm', signal };

  /** Asks for slots in the given order and answers the order in which the tasks got them. */
  async function orderOf(asking: string[], perHost = 1): Promise<string[]> {
    const slots = createModelSlots({ perHost });
    const hold = await slots.acquire({ ...wish, taskId: 'before' });
    const order: string[] = [];
    const all = asking.map(async (taskId) => {
      const slot = await slots.acquire({ ...wish, taskId, isUrgent: taskId === 'desk' });
      order.push(taskId);
      slot?.release(null);
    });
    hold?.release(null);
    await Promise.all(all);
    return order;
  }

  it('goes round between the tasks', async () => {
    expect(await orderOf(['a', 'a', 'a', 'b', 'c', 'b', 'c'])).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
  });

  it('lets small wishes of people before the page in first', async () => {
    expect(await orderOf(['a', 'b', 'desk'])).toEqual(['desk', 'a', 'b']);
  });

  it('never lets in more than its number, and counts hosts apart', async () => {
    const slots = createModelSlots({ perHost: 2 });
    const held = await Promise.all(['a', 'b'].map((taskId) => slots.acquire({ ...wish, taskId })));
    void slots.acquire({ ...wish, taskId: 'c' });
    expect(slots.load('host')).toMatchObject({ held: 2, waiting: 1 });
    await slots.acquire({ ...wish, hosts: ['other'], taskId: 'c' });
    held[0]?.release(null);
    held[0]?.release(null);
    expect(slots.load('host')).toMatchObject({ held: 2, waiting: 0 });
  });

  it('forgets who gives up waiting', async () => {
    const slots = createModelSlots({ perHost: 1 });
    const slot = await slots.acquire({ ...wish, taskId: 'a' });
    const controller = new AbortController();
    const waiting = slots.acquire({ ...wish, taskId: 'b', signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    slot?.release(null);
    expect(slots.load('host')).toMatchObject({ held: 0, waiting: 0 });
  });
});
