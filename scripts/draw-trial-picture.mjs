import { writeFileSync } from 'node:fs';
import sharp from 'sharp';

/** Draws the picture that a model is shown before it is trusted. Run anew only when the picture is to change. */
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="448">
<rect width="640" height="448" fill="#ffffff"/>
<circle cx="190" cy="160" r="110" fill="#d40000"/>
<rect x="350" y="50" width="220" height="220" fill="#0033cc"/>
<text x="320" y="390" font-family="DejaVu Sans" font-weight="bold" font-size="76" text-anchor="middle" fill="#000000">ALTWRIGHT</text>
</svg>`;
const png = await sharp(Buffer.from(svg)).flatten().png({ compressionLevel: 9, palette: true }).toBuffer();
writeFileSync(new URL('../src/captioner/engines/trial-picture.png', import.meta.url), png);
