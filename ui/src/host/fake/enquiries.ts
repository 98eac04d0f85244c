// 问询 of a desk that is played: one that another window handed on, and what is recorded here.
import type { Host } from "@/host";
import type { EnquiriesView, EnquiryView } from "@/host/bindings";

const one = (about: string, more: Partial<EnquiryView>): EnquiryView => ({
  id: about, number: "问询-3F9A12C4", about, item: "", phone: "", asked: "10:42:07", first: "陈晓岚（0217）", responsible: "陈晓岚（0217）",
  badge: { tone: "warn", text: "我负责" }, say: "由首问人陈晓岚（0217）负责。", moves: ["answer", "hand_on"], reason: "", trail: [], sent: null, ...more,
});

/** The three commands. */
export function enquiries(): Pick<Host, "enquiries" | "enquire" | "enquiryMove"> {
  let open = [one("公积金能不能提取", {
    first: "彭立新（0218）", responsible: "彭立新（0218）", badge: { tone: "warn", text: "待我接办" }, moves: ["take_on", "hand_back"], reason: "公积金的事",
    say: "已转给陈晓岚（0217），对方接办之前仍由彭立新（0218）负责。",
  })];
  const view = (): Promise<EnquiriesView> => Promise.resolve(structuredClone({ open, colleagues: [["0218", "彭立新（0218）江口镇便民服务中心 3号窗 综合受理"]], within: "0.5 个工作日" }));
  return {
    enquiries: view,
    enquire: (input) => {
      open = [...open, one(input.about, {})];
      return view();
    },
    enquiryMove: (id, done) => {
      open = done.what === "answer" ? open.filter((each) => each.id !== id) : open.map((each) => (each.id === id ? one(each.about, { first: each.first }) : each));
      return view();
    },
  };
}
