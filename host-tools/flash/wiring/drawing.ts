/** A drawing in the making: SVG elements in order, on paper of a fixed size. Lengths are in quarters of a millimetre. */
export interface Paper {
  width: number;
  height: number;
  parts: string[];
}

export interface TextStyle {
  size?: number;
  anchor?: "start" | "middle" | "end";
  fill?: string;
  bold?: boolean;
  /** Turned to read upwards. */
  upright?: boolean;
}

const fonts = "'Noto Sans KR','Noto Sans CJK KR',NanumGothic,'Malgun Gothic',Helvetica,Arial,sans-serif";

/** Space a line of text takes: a Hangul syllable is as wide as high, a Latin letter a bit more than half. */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((width, char) => width + (char.codePointAt(0)! > 0x2e80 ? 1 : /[iljtf.,:;|() ]/.test(char) ? 0.36 : /[A-ZmwMW]/.test(char) ? 0.72 : 0.57) * size, 0);
}

/** `text` in lines no wider than `width`. */
export function wrapped(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

export function line(paper: Paper, path: string, stroke: string, width = 2): void {
  paper.parts.push(`<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"/>`);
}

export function box(paper: Paper, [x, y, width, height]: [number, number, number, number], style: { fill: string; stroke?: string; radius?: number }): void {
  const stroke = style.stroke ? ` stroke="${style.stroke}" stroke-width="1.4"` : "";
  paper.parts.push(`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${style.radius ?? 3}" fill="${style.fill}"${stroke}/>`);
}

export function dot(paper: Paper, x: number, y: number, style: { radius: number; fill: string; stroke?: string }): void {
  const stroke = style.stroke ? ` stroke="${style.stroke}" stroke-width="1.4"` : "";
  paper.parts.push(`<circle cx="${round(x)}" cy="${round(y)}" r="${style.radius}" fill="${style.fill}"${stroke}/>`);
}

export function text(paper: Paper, x: number, y: number, words: string, style: TextStyle = {}): void {
  const attributes = [
    `x="${round(x)}" y="${round(y)}" font-size="${style.size ?? 11}"`,
    style.anchor && style.anchor !== "start" ? `text-anchor="${style.anchor}"` : "",
    style.fill ? `fill="${style.fill}"` : "",
    style.bold ? 'font-weight="bold"' : "",
    style.upright ? `transform="rotate(-90 ${round(x)} ${round(y)})"` : "",
  ];
  paper.parts.push(`<text ${attributes.filter(Boolean).join(" ")}>${escaped(words)}</text>`);
}

/** The whole file. It carries its own white ground, so that it can be read on a dark screen. */
export function svgOf({ width, height, parts }: Paper, title: string, lang: string): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width / 4}mm" height="${height / 4}mm" viewBox="0 0 ${width} ${height}" lang="${lang}" font-family="${fonts}" fill="#1a1a1a">`;
  return [head, `<title>${escaped(title)}</title>`, `<rect width="${width}" height="${height}" fill="#fff"/>`, ...parts, "</svg>", ""].join("\n");
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(words: string): string {
  return words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
