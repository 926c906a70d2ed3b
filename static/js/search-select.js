"use strict";
// A select with many choices becomes a field one can type in: the combobox pattern of the WAI-ARIA practices.
// The select stays in the form, out of sight, and carries the value; without JavaScript it is all there is.
(() => {
  const SHOWN = 50;

  // Å is found by typing a, Č by typing c: names of people and places are not always written as registered.
  function folded(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  }

  class SearchSelect {
    constructor(select) {
      this.select = select;
      this.active = -1;
      this.input = this.makeInput();
      this.list = this.makeList();
      this.frame = document.createElement("div");
      this.frame.className = "search-select";
      select.before(this.frame);
      this.frame.append(this.input, this.list, select);
      this.listen();
    }

    makeInput() {
      const input = document.createElement("input");
      input.type = "text";
      input.className = "ds-input";
      input.autocomplete = "off";
      input.id = this.select.id;
      for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) {
        if (this.select.hasAttribute(name)) input.setAttribute(name, this.select.getAttribute(name));
      }
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-expanded", "false");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-controls", `${input.id}_list`);
      this.select.id = `${input.id}_select`;
      this.select.hidden = true;
      input.value = this.chosenText();
      return input;
    }

    makeList() {
      const list = document.createElement("ul");
      list.className = "search-select__list";
      list.id = `${this.input.id}_list`;
      list.setAttribute("role", "listbox");
      const label = document.querySelector(`label[for="${this.input.id}"]`);
      list.setAttribute("aria-label", label ? label.textContent.trim() : this.select.name);
      list.hidden = true;
      return list;
    }

    listen() {
      this.input.addEventListener("input", (event) => {
        // What is typed is no choice yet; a form that filters while one types waits for the choice.
        event.stopPropagation();
        this.open(this.input.value);
      });
      this.input.addEventListener("change", (event) => event.stopPropagation());
      this.input.addEventListener("click", () => this.open(""));
      this.input.addEventListener("keydown", (event) => this.onKey(event));
      this.input.addEventListener("blur", () => this.leave());
      // A press on the list must not take focus from the field: the list would close before the choice is made.
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => {
        const item = event.target.closest("[role=option][data-value]");
        if (item) this.choose(item);
      });
    }

    chosenText() {
      const option = this.select.selectedOptions[0];
      return option && option.value ? option.textContent.trim() : "";
    }

    options() {
      return [...this.list.querySelectorAll("[role=option][data-value]")];
    }

    open(text) {
      const wanted = folded(text.trim());
      const found = [...this.select.options].filter((option) => option.value && folded(option.textContent).includes(wanted));
      this.list.replaceChildren(...found.slice(0, SHOWN).map((option, index) => this.makeItem(option, index)));
      if (!found.length) this.list.append(this.makeNothing());
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.activate(text && found.length ? 0 : -1);
    }

    makeItem(option, index) {
      const item = document.createElement("li");
      item.id = `${this.list.id}_${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.value = option.value;
      item.textContent = option.textContent.trim();
      return item;
    }

    makeNothing() {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.setAttribute("aria-disabled", "true");
      item.dataset.nothing = "";
      item.textContent = this.select.dataset.searchSelect;
      return item;
    }

    activate(index) {
      this.active = index;
      this.input.removeAttribute("aria-activedescendant");
      this.options().forEach((item, position) => {
        item.setAttribute("aria-selected", String(position === index));
        if (position !== index) return;
        this.input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      });
    }

    onKey(event) {
      const isOpen = !this.list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        this.move(event.key === "ArrowDown" ? 1 : -1, isOpen);
      } else if (event.key === "Enter" && isOpen && this.active >= 0) {
        event.preventDefault();
        this.choose(this.options()[this.active]);
      } else if (event.key === "Escape" && isOpen) {
        event.preventDefault();
        this.input.value = this.chosenText();
        this.close();
      }
    }

    move(step, isOpen) {
      if (!isOpen) this.open("");
      const count = this.options().length;
      if (count) this.activate((Math.max(this.active, step > 0 ? -1 : 0) + step + count) % count);
    }

    choose(item) {
      this.setValue(item.dataset.value);
      this.close();
    }

    setValue(value) {
      const changed = this.select.value !== value;
      this.select.value = value;
      this.input.value = this.chosenText();
      if (changed) this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }

    // An emptied field is a choice of nothing; anything else that matches no choice goes back to what was chosen.
    leave() {
      if (!this.input.value.trim()) this.setValue("");
      else this.input.value = this.chosenText();
      this.close();
    }

    close() {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.activate(-1);
    }
  }

  function start(root) {
    for (const select of root.querySelectorAll("select[data-search-select]:not([hidden])")) new SearchSelect(select);
  }

  start(document);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
})();
