/** What a technician's tool sends, and the start of our one-line answer. */
const question = "LK?status";
const lineMax = 80;

/** Answers the one question that is free to ask on the cable; everything else on that line goes nowhere. */
export function serviceLine(port: Serial, status: () => object): void {
  let line = "";

  function answer(): void {
    if (line.indexOf(question) >= 0) port.write("LK!" + JSON.stringify(status()) + "\n");
    line = "";
  }

  port.on("data", (text: string) => {
    const parts = text.split("\n");
    for (let i = 0; i < parts.length; i++) {
      if (i > 0) answer();
      line = (line + parts[i]!).substr(0, lineMax);
    }
  });
}
