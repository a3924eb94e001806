import sharp from 'sharp';

export type PixelSize = { width: number; height: number };

/** Eight-bit pixels, row by row: three channels, or four. */
export type Pixels = PixelSize & { data: Uint8Array; channels: 3 | 4 };

/** Pixels with four channels, as the package that reads takes them. It calls `open` and `resize` by these names. */
export class RawImage {
  data: Uint8Array;
  width: number;
  height: number;

  constructor({ data, width, height }: PixelSize & { data: Uint8Array }) {
    this.data = data;
    this.width = width;
    this.height = height;
  }

  static async open(image: RawImage): Promise<RawImage> {
    return image;
  }

  /** To exactly this size; without a width in proportion. */
  async resize({ width, height }: { width?: number; height: number }): Promise<RawImage> {
    const raw = { width: this.width, height: this.height, channels: 4 } as const;
    const { data, info } = await sharp(this.data, { raw })
      .resize({ ...(width !== undefined && { width }), height, fit: 'fill' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return new RawImage({ data, width: info.width, height: info.height });
  }
}
