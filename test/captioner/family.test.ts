import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/captioner/engines/ollama-ask.ts';
import { targetFor } from '../../src/captioner/family.ts';

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
