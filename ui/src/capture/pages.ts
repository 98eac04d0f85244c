// Whose pages the dialog works on: those of a line on the desk, or of a line of a case that is handed in later.
import type { InjectionKey } from "vue";

import { asFault, host } from "@/host";
import type { CaseView, PageStep } from "@/host/bindings";
import { tryEdit } from "@/state/desk";

/** Each answers with the fault's sentence, or nothing. */
export interface Pages {
  take(): Promise<string | null>;
  takeFile(): Promise<string | null>;
  cut(page: string, corners: number[], quarters: number): Promise<string | null>;
  move(page: string, by: number): Promise<string | null>;
  remove(page: string): Promise<string | null>;
  picture(page: string, original: boolean, longest: number): Promise<ArrayBuffer | number[]>;
}

export const PAGES: InjectionKey<Pages> = Symbol("pages");

export const deskPages = (code: string): Pages => ({
  take: () => tryEdit(() => host.pageTake(code)),
  takeFile: () => tryEdit(() => host.folderTake(code)),
  cut: (page, corners, quarters) => tryEdit(() => host.pageCut(code, page, corners, quarters)),
  move: (page, by) => tryEdit(() => host.pageMove(code, page, by)),
  remove: (page) => tryEdit(() => host.pageRemove(code, page)),
  picture: (page, original, longest) => host.pagePicture(code, page, original, longest),
});

export function casePages(id: string, code: string, shown: (view: CaseView) => void): Pages {
  const step = async (step: PageStep): Promise<string | null> => {
    try {
      shown(await host.casePage(id, code, step));
      return null;
    } catch (thrown) {
      return asFault(thrown).say;
    }
  };
  return {
    take: () => step({ do: "take" }),
    takeFile: () => step({ do: "take_file" }),
    cut: (page, corners, quarters) => step({ do: "cut", page, corners, quarters }),
    move: (page, by) => step({ do: "move", page, by }),
    remove: (page) => step({ do: "remove", page }),
    picture: (page, original, longest) => host.casePagePicture(id, code, page, original, longest),
  };
}
