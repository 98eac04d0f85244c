import "@/look/base.css";

import { createApp } from "vue";

import { openHost } from "@/host";
import { boot } from "@/state/window";
import { zh as w } from "@/words/zh";
import App from "@/App.vue";

async function start(): Promise<void> {
  const root = document.querySelector("#app");
  if (!root) return;
  if (!(await openHost())) {
    root.textContent = w.outside;
    return;
  }
  createApp(App).mount(root);
  await boot();
}

void start();
