// Goal: what a flow looks like in Mermaid. Small flows are drawn and compared as text; names that
// mean something to Mermaid are drawn and looked at for what must not be in the text.
import { flow, linear, toMermaid } from '@conductor/taskflow';
import { expect, it } from 'vitest';

import { chosen, fed, forked, marked, step } from './flows.ts';

it('marks the pivot, the receiver and the task that may fail', () => {
  check(
    toMermaid(marked),
    `
flowchart TD
  n1(["marked v3"])
  subgraph n2["all"]
    n3["tell"]
    n4[["power-off<br/>at its receiver<br/>irreversible"]]
  end
  n5(["done"])
  n1 --> n3
  n3 --> n4
  n4 --> n5
  classDef pivot stroke-width:4px
  class n4 pivot
  classDef bestEffort stroke-dasharray:6 4
  class n3 bestEffort
`,
  );
});

it('opens parallel branches at one gate and closes them at another', () => {
  check(
    toMermaid(forked),
    `
flowchart TD
  n1(["forked v1"])
  subgraph n2["all"]
    n3["before"]
    subgraph n4["both"]
      n5((" "))
      n6["left"]
      n7["right"]
      n8((" "))
    end
    n9["after"]
  end
  n10(["done"])
  n1 --> n3
  n3 --> n5
  n5 --> n6
  n5 --> n7
  n6 --> n8
  n7 --> n8
  n8 --> n9
  n9 --> n10
  classDef gate fill:#6b7280,stroke:#6b7280
  class n5,n8 gate
`,
  );
});

it('draws a choice as a diamond whose arms say yes and no', () => {
  check(
    toMermaid(chosen),
    `
flowchart TD
  n1(["chosen v1"])
  subgraph n2["all"]
    n3{"has-disk"}
    n4["flush"]
    n5{"is-last"}
    n6["close"]
    n7["go-on"]
  end
  n8(["done"])
  n1 --> n3
  n3 -->|yes| n4
  n3 -->|no| n5
  n4 --> n5
  n5 -->|yes| n6
  n5 -->|no| n7
  n6 --> n8
  n7 --> n8
`,
  );
});

it('draws a graph by who feeds whom, and needs no gate where one task is first or last', () => {
  check(
    toMermaid(fed),
    `
flowchart TD
  n1(["fed v1"])
  subgraph n2["net"]
    n3["sum"]
    n4["double"]
    n5["triple"]
    n6["give"]
  end
  n7(["done"])
  n1 --> n6
  n3 --> n7
  n4 --> n3
  n5 --> n3
  n6 --> n4
  n6 --> n5
`,
  );
});

it('colours each task by what a run did with it', () => {
  const drawing = toMermaid(
    forked,
    new Map([
      ['forked/all/before', 'succeeded'],
      ['forked/all/both/left', 'revert-failed'],
      ['forked/all/both/right', 'succeeded'],
    ] as const),
  );
  expect(drawing).toContain('classDef succeeded fill:#dcfce7,stroke:#16a34a,color:#111827\n');
  expect(drawing).toContain('class n3,n7 succeeded\n');
  expect(drawing).toContain('class n6 revert-failed\n');
});

for (const name of [
  'end',
  '"quoted"',
  '#35;',
  'a<b>c&amp;',
  '`code` **bold**',
  '1. first',
  'style:#1;',
  '%%{init: {}}%%',
  ']) --> n1',
  'line\nbreak',
  'größer als 日本 😀',
]) {
  it(`draws a task named ${JSON.stringify(name)} as one box`, () => {
    const drawing = toMermaid(flow({ name }, linear('all', step(name))));
    check(drawing, drawing);
    expect(drawing.match(/^ +n\d+\[".*"\]$/gmu)).toHaveLength(1);
    expect(unescaped(drawing)).toContain(`["${name.replace('\n', ' ')}"]`);
  });
}

/** Beside the text itself: nothing is used that was not declared, and every frame is closed. */
function check(drawing: string, expected: string): void {
  expect(drawing.trim()).toBe(expected.trim());
  const lines = drawing.split('\n').map((line) => line.trim());
  const declared = new Set(
    lines.flatMap((line) => /^(?:subgraph )?(n\d+)[[({]/u.exec(line)?.[1] ?? []),
  );
  for (const line of lines) {
    const used = /^(n\d+) -->(?:\|\w+\|)? (n\d+)$/u.exec(line) ?? /^class ([n\d,]+) /u.exec(line);
    for (const id of used?.slice(1).join(',').split(',') ?? []) expect(declared).toContain(id);
  }
  const opened = lines.filter((line) => line.startsWith('subgraph ')).length;
  expect(lines.filter((line) => line === 'end')).toHaveLength(opened);
  // A quote inside a label would end it.
  for (const line of lines) expect(line.split('"').length).toBeLessThanOrEqual(3);
}

/** What Mermaid makes of its character codes. */
function unescaped(text: string): string {
  return text.replace(/#(\d+);/gu, (_, code: string) => String.fromCodePoint(Number(code)));
}
