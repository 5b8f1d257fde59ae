import { Fragment } from "preact";

/** Names, each with a value to be copied as it is. */
export function Codes({ lines }: { lines: [name: string, value: string][] }) {
  return (
    <dl class="facts">
      {lines.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>
            <code class="code">{value}</code>
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
