// Files go at once, by parts, and go on where a bad line stopped. No text for people is written here: it comes
// from the page or the server. Without this file one form sends them all.
"use strict";
(() => {
  const form = document.querySelector("[data-deposit]");
  if (!form) return;
  const part = Number(form.dataset.part);
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const input = form.querySelector("input[type=file]");
  const rows = document.querySelector("[data-rows]");
  const offline = document.querySelector("[data-offline]");
  const said = document.querySelector("[data-said]");
  const queue = [];
  let busy = false;
  let wake = null;

  const key = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  const show = (row, told) => {
    row.dataset.upload = told.state || "refused";
    if (told.url) row.dataset.url = told.url;
    const progress = row.querySelector("[data-progress]");
    progress.value = told.received || 0;
    progress.hidden = told.state !== "receiving";
    if (told.state !== "receiving") {
      row.querySelector("[data-words]").textContent = told.words;
      said.textContent = `${row.dataset.name} : ${told.words}`;
    }
    const remove = row.querySelector("[data-remove]");
    if (told.remove) remove.action = told.remove;
    remove.hidden = !remove.getAttribute("action");
    const sort = document.querySelector("[data-sort]");
    sort.hidden = !rows.querySelector("[data-upload=waiting]");
    sort.classList.replace("btn-secondary", "btn-primary"); // the other filled button is hidden by now
  };

  const newRow = (file) => {
    rows.append(document.getElementById("deposit-row").content.cloneNode(true));
    const row = rows.lastElementChild;
    row.dataset.name = file.name;
    row.dataset.size = file.size;
    row.querySelector("[data-name-shown]").textContent = file.name;
    row.querySelector("[data-name-heard]").textContent = ` ${file.name}`;
    const progress = row.querySelector("[data-progress]");
    progress.max = file.size || 1;
    progress.setAttribute("aria-label", `${progress.getAttribute("aria-label")} : ${file.name}`);
    row.querySelector("[data-remove]").hidden = true;
    document.querySelector("[data-nothing]").hidden = true;
    return row;
  };

  // The row of the same file whose line stopped before, if any.
  const stopped = (file) =>
    [...rows.children].find(
      (row) =>
        row.dataset.upload === "receiving" &&
        row.dataset.name === file.name &&
        Number(row.dataset.size) === file.size &&
        !queue.some((job) => job.row === row),
    );

  // Ask until there is an answer: a failed line says so, waits, tries again; a server in trouble too.
  const ask = async (url, options, delay = 1000) => {
    try {
      const answer = await fetch(url, { credentials: "same-origin", redirect: "manual", ...options });
      if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
        location.reload(); // the session ended, or the file is no longer this agent's: the page says which
        return new Promise(() => {});
      }
      if (answer.status < 500) {
        offline.hidden = true;
        return { status: answer.status, ...(await answer.json()) };
      }
    } catch {
      // no line
    }
    offline.hidden = false;
    await new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, delay);
    });
    return ask(url, options, Math.min(delay * 2, 15000));
  };

  const headers = { "X-CSRFToken": token, Accept: "application/json" };

  const send = async ({ file, row, announced }) => {
    let told;
    if (row.dataset.url) {
      told = await ask(row.dataset.url, { headers });
    } else {
      const body = new URLSearchParams({ name: file.name, size: file.size, key: announced });
      told = await ask(form.dataset.deposit, { method: "POST", headers, body });
    }
    show(row, told);
    while (told.state === "receiving" && row.isConnected) {
      const blob = file.slice(told.received, told.received + part);
      let body;
      try {
        body = await blob.arrayBuffer();
      } catch {
        return; // the file was moved or changed on this computer: its row stays, it can be chosen again
      }
      const options = { method: "POST", body, headers: { ...headers, "Content-Type": "application/octet-stream" } };
      const answer = await ask(`${row.dataset.url}?offset=${told.received}`, options);
      told = answer.status === 422 ? { words: answer.words } : answer;
      show(row, told);
    }
  };

  const work = async () => {
    if (busy) return;
    busy = true;
    while (queue.length) {
      await send(queue[0]);
      queue.shift();
    }
    busy = false;
  };

  const take = (files) => {
    for (const file of files) {
      queue.push({ file, row: stopped(file) || newRow(file), announced: key() });
    }
    work();
  };

  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files || [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("nps-deposit--over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    form.addEventListener(name, () => form.classList.remove("nps-deposit--over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  const again = () => wake?.();
  offline.querySelector("[data-retry]").addEventListener("click", again);
  addEventListener("online", again);
  addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });

  const plain = form.querySelector("[data-plain]");
  plain.hidden = true;
  plain.classList.replace("btn-primary", "btn-secondary");
  form.querySelector("[data-scripted]").hidden = false;
})();
