"use strict";
// A form that is written on the way: every field is stored on the server while one writes, and nothing on the device.
// "Saved" is said only when the server has answered that it is. Without the network the open page keeps the text.
(() => {
  const form = document.querySelector("form[data-autosave]");
  const state = document.getElementById("save-state");
  if (!form || !state) return;
  const TYPING_MS = 800;
  const RETRY_MS = 4000;
  const live = state.querySelector(".save-state__live");
  const waiting = state.querySelector(".save-state__waiting");
  const versions = JSON.parse(form.dataset.versions);
  const changed = new Set(); // what the server does not have yet
  const conflicts = new Map(); // field → the box that shows both
  let timer = 0;
  let running = null;
  let trouble = "";
  let leaving = false;
  state.hidden = false;

  const fields = (name) => [...form.elements].filter((element) => element.name === name);
  const isOurs = (name) => name && name !== "csrfmiddlewaretoken" && name !== "version";
  const first = [...form.elements].find((element) => isOurs(element.name) && element.type !== "submit");

  function valueOf(name) {
    const field = fields(name)[0];
    if (field.type === "radio") return fields(name).find((radio) => radio.checked)?.value ?? "";
    if (field.type === "checkbox") return field.checked ? "on" : "";
    return field.value;
  }

  function setValue(name, value) {
    for (const element of fields(name)) {
      if (element.type === "radio") element.checked = element.value === value;
      else if (element.type === "checkbox") element.checked = value !== "";
      else element.value = value;
    }
  }

  function tell(kind, time = "") {
    const text = state.dataset[kind].replace("{time}", time);
    state.dataset.kind = kind;
    waiting.textContent = "";
    if (live.textContent !== text) live.textContent = text;
  }

  function tellWaiting() {
    if (trouble) return;
    state.dataset.kind = "waiting";
    live.textContent = "";
    waiting.textContent = state.dataset.waiting;
  }

  // Whoever logged in again in another window has a new token; the cookie holds it.
  function token() {
    const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
  }

  async function send(name) {
    const value = valueOf(name);
    const body = new URLSearchParams({
      name, value, seen: versions[name] ?? 0, base: form.dataset.base, person: form.dataset.person,
    });
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body, headers: { "X-CSRFToken": token() }, redirect: "manual", signal: AbortSignal.timeout(15000),
    });
    if (answer.type === "opaqueredirect") throw new Error("loggedout");
    if (answer.status === 409) return meet(name, await answer.json());
    if (answer.status === 403) throw new Error("loggedout");
    if (answer.status >= 500) throw new Error("server");
    if (!answer.ok) throw new Error("refused");
    const told = await answer.json();
    versions[name] = told.version;
    if (valueOf(name) === value) changed.delete(name);
    if (told.changed) state.querySelector(".save-state__changed").textContent = state.dataset.changed;
    return told.at;
  }

  // Sends what is left, one field after the other. True when the server has all of it.
  async function drain() {
    let at = "";
    try {
      for (let left = next(); left; left = next()) at = (await send(left)) || at;
    } catch (error) {
      trouble = ["loggedout", "server", "refused"].includes(error.message) ? error.message : "offline";
      tell(trouble);
      clearTimeout(timer);
      timer = setTimeout(flush, RETRY_MS);
      return false;
    }
    trouble = "";
    if (conflicts.size) tell("conflict");
    else if (at) tell("saved", at);
    else if (state.dataset.kind !== "saved") tellNothing();
    return conflicts.size === 0;
  }

  function tellNothing() {
    live.textContent = waiting.textContent = "";
    delete state.dataset.kind;
  }

  const next = () => [...changed].find((name) => !conflicts.has(name));

  function flush() {
    clearTimeout(timer);
    running ??= drain().finally(() => { running = null; });
    return running;
  }

  // Another window of the same person wrote this field: both stand here, and the person chooses.
  function meet(name, other) {
    const box = document.createElement("div");
    box.className = "ds-alert save-conflict";
    box.dataset.color = "warning";
    box.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = `${state.dataset.elsewhere} ${labelOf(name, other.value) || state.dataset.empty}`;
    box.append(words, button("theirs", () => settle(name, other, true)), button("mine", () => settle(name, other, false)));
    const field = fields(name)[0];
    (field.closest("fieldset.ds-fieldset") || field.closest(".ds-field") || field).after(box);
    conflicts.set(name, box);
  }

  function labelOf(name, value) {
    const element = fields(name).find((one) => one.type === "radio" && one.value === value);
    if (element) return element.labels[0]?.textContent.trim() ?? value;
    const select = fields(name)[0];
    return select.tagName === "SELECT" ? [...select.options].find((one) => one.value === value)?.text ?? value : value;
  }

  function button(kind, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "ds-button";
    made.dataset.variant = "secondary";
    made.textContent = state.dataset[kind];
    made.addEventListener("click", act);
    return made;
  }

  function settle(name, other, takeTheirs) {
    conflicts.get(name).remove();
    conflicts.delete(name);
    versions[name] = other.version;
    if (takeTheirs) {
      setValue(name, other.value);
      changed.delete(name);
    }
    fields(name)[0].focus();
    flush();
  }

  form.addEventListener("input", (event) => {
    const name = event.target.name;
    if (!isOurs(name)) return;
    changed.add(name);
    tellWaiting();
    clearTimeout(timer);
    timer = setTimeout(flush, TYPING_MS);
  });
  form.addEventListener("change", () => { if (changed.size) flush(); });
  window.addEventListener("online", () => flush());
  document.addEventListener("visibilitychange", () => { if (changed.size) flush(); });

  // The page is left only when the server has the whole text as a draft: then nothing is lost on the way.
  form.addEventListener("submit", (event) => {
    if (leaving) return;
    event.preventDefault();
    // One field is sent in any case: its answer tells whether the way to the server is open.
    changed.add(first.name);
    const submitter = event.submitter;
    const attempt = () => flush().then((stored) => (stored && changed.size ? attempt() : stored));
    attempt().then((stored) => {
      if (!stored) {
        state.scrollIntoView({ block: "center" });
        return;
      }
      form.elements.csrfmiddlewaretoken.value = token();
      leaving = true;
      form.requestSubmit(submitter);
    });
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed.size && !leaving) event.preventDefault();
  });
})();
