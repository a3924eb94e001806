import sharp from 'sharp';

const loaders = ['JpegBuffer', 'PngBuffer', 'WebpBuffer', 'NsgifBuffer', 'HeifBuffer', 'TiffBuffer'];

// Pictures come from strangers: formats that can name files, fetch or run anything (SVG, PDF, ImageMagick's) stay out.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: loaders.map((loader) => `VipsForeignLoad${loader}`) });
// Every picture is seen once; libvips's cache of operations only holds memory.
sharp.cache(false);

/** sharp with only the loaders that pictures from outside may use. */
export { sharp };
