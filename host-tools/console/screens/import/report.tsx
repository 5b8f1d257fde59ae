import type { ImportProblem, ImportReport } from "../../../api/import-report";
import { number } from "../../i18n/format";
import { words } from "../../i18n/words";
import { problemWords } from "../../i18n/failure";
import { Heads } from "../../ui/heads";
import { Notice } from "../../ui/notice";
import { Status } from "../../ui/status";

interface ReportProps {
  report: ImportReport;
  busy: boolean;
  apply: () => void;
}

/** What the check found, or what was taken. */
export function Report({ report, busy, apply }: ReportProps) {
  const { importing } = words.value;
  const { people, credentials } = report;
  const news = people.added + people.changed + credentials.added + credentials.changed;
  const blocked = report.problems.some((problem) => problem.refused) || report.refusedRows > 0;
  return (
    <section aria-labelledby="import-report" class="report">
      <h2 id="import-report">{report.applied ? importing.applied : importing.report}</h2>
      <Counts report={report} />
      {report.applied && (
        <Notice tone="ok" title={importing.applied}>
          <p>{importing.appliedHint}</p>
        </Notice>
      )}
      {blocked && <Notice tone="bad" title={importing.blocked} />}
      {!blocked && !report.applied && news === 0 && <Notice tone="info" title={importing.nothingToDo} />}
      {!blocked && !report.applied && news > 0 && (
        <button type="button" class="primary" disabled={busy} onClick={apply}>
          {importing.apply(report.rows)}
        </button>
      )}
      <Problems report={report} />
    </section>
  );
}

function Counts({ report }: { report: ImportReport }) {
  const { importing } = words.value;
  const { people, credentials } = report;
  const delimiter = importing.delimiter[report.delimiter] ?? report.delimiter;
  return (
    <dl class="facts">
      <dt>{importing.file}</dt>
      <dd>{importing.read(encodingName(report.encoding), delimiter)}</dd>
      <dt>{importing.columns}</dt>
      <dd class="chips">
        <Columns columns={report.columns} />
      </dd>
      <dt>{importing.rows}</dt>
      <dd>{number(report.rows)}</dd>
      <dt>{importing.people}</dt>
      <dd>{importing.counts(people.added, people.changed, people.unchanged)}</dd>
      <dt>{importing.cards}</dt>
      <dd>{importing.counts(credentials.added, credentials.changed, credentials.unchanged)}</dd>
      <dt>{importing.refused}</dt>
      <dd>{number(report.refusedRows)}</dd>
    </dl>
  );
}

function encodingName(encoding: ImportReport["encoding"]): string {
  return encoding === "cp949" ? "CP949" : "UTF-8";
}

function Columns({ columns }: { columns: ImportReport["columns"] }) {
  const { importing } = words.value;
  return (
    <>
      {Object.entries(columns).map(([header, field]) => (
        <span key={header} class={field ? "chip" : "chip chip-off"}>
          {header === field ? header : `${header} → ${field ?? importing.ignored}`}
        </span>
      ))}
    </>
  );
}

function Problems({ report }: { report: ImportReport }) {
  const { importing } = words.value;
  if (report.problems.length === 0) return null;
  return (
    <>
      <h3>{importing.problems}</h3>
      <table class="table">
        <Heads of={[importing.line, importing.column, importing.problem]} />
        <tbody>
          {report.problems.map((problem, index) => (
            <ProblemRow key={index} problem={problem} />
          ))}
        </tbody>
      </table>
      {report.moreProblems > 0 && <p class="quiet">{importing.more(report.moreProblems)}</p>}
    </>
  );
}

function ProblemRow({ problem }: { problem: ImportProblem }) {
  const { importing } = words.value;
  return (
    <tr>
      <td data-label={importing.line}>{problem.line === 0 ? importing.wholeFile : number(problem.line)}</td>
      <td data-label={importing.column}>{problem.column ?? "–"}</td>
      <td data-label={importing.problem}>
        <Status tone={problem.refused ? "bad" : "info"}>
          {problem.refused ? importing.error : importing.note}: {problemWords(problem)}
        </Status>
      </td>
    </tr>
  );
}
