interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Replacements in one text, made at any time in any order, and read back by range. Of two insertions at one place, the one made later stands first. */
export class Edits {
  private readonly edits: Edit[] = [];

  constructor(private readonly text: string) {}

  replace(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text });
  }

  /** The text from `start` to `end` with every replacement that lies in it. */
  rendered(start: number, end: number): string {
    const inside = this.edits.filter((one) => one.start >= start && one.end <= end).reverse();
    inside.sort((a, b) => a.start - b.start || a.end - b.end);
    let at = start;
    let rendered = "";
    for (const edit of inside) {
      rendered += this.text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return rendered + this.text.slice(at, end);
  }
}
