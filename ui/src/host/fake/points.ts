// Review points of the fake.

import type { MaterialView, PointView } from "@/host/bindings";

/** Points with one answer; empty: nobody is asked. */
export const points = (answer: string, ...texts: string[]): PointView[] => texts.map((text) => ({ text, answer, problem: `不符合审查要点：${text}` }));

/** The badge and what can be done, as they follow from the answers. */
export function settleLine(line: MaterialView, whole: string): void {
  const some = (answer: string): boolean => line.points.some((point) => point.answer === answer);
  line.badge = some("fails") ? { tone: "bad", text: `${whole}，要点不符合` } : some("open") ? { tone: "warn", text: `${whole}，要点未核` } : { tone: "ok", text: whole };
  line.actions = [...(some("open") ? ["hold"] : []), ...line.actions.filter((action) => action !== "hold")];
}
