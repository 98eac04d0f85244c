// Two frames, as the real screens count them: the first lays out, the second follows its paint.
requestAnimationFrame(() => requestAnimationFrame(() => void window.__TAURI_INTERNALS__.invoke("ui_ready")));
