"use strict";
// The calendar, drawn by FullCalendar from the events of #calendar. A visit that is dragged is asked of the server, by
// the rules of a booking: what is refused jumps back, and the sentence that says why is read out. The list below has
// the same visits with their forms, for everybody who cannot drag; on a telephone it is all there is.
(() => {
  const element = document.getElementById("calendar");
  const list = document.getElementById("calendar-list");
  const refused = document.getElementById("calendar-refused");
  const moved = document.getElementById("calendar-moved");
  if (!element || !window.FullCalendar) return;
  const wide = window.matchMedia("(min-width: 48.01rem)");
  let calendar = null;

  function say(region, color, sentence, link) {
    refused.replaceChildren();
    moved.replaceChildren();
    const box = document.createElement("div");
    box.className = "ds-alert";
    box.dataset.color = color;
    const text = document.createElement("p");
    text.textContent = sentence;
    box.append(text);
    if (link) {
      const way = document.createElement("a");
      way.href = link;
      way.textContent = element.dataset.giveReason;
      box.append(way);
    }
    region.append(box);
    if (link) box.querySelector("a").focus();
  }

  // The hour as the clock shows it: the events are in the time of the calendar, without a zone.
  function place(event, prefix) {
    const [day, hour] = event.startStr.split("T");
    return { [`${prefix}day`]: day, [`${prefix}start`]: event.allDay ? "" : hour.slice(0, 5) };
  }

  async function ask(event, before) {
    const body = new URLSearchParams({ ...place(event, ""), ...place(before, "was_") });
    const headers = { "X-CSRFToken": element.dataset.csrf, "X-Requested-With": "fetch" };
    const answer = await fetch(event.extendedProps.move, { method: "POST", body, headers, redirect: "error" });
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    return { ok: answer.ok, ...(await answer.json()) };
  }

  // The list is made anew by the server, so that both show the same.
  async function renewList() {
    const answer = await fetch(window.location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const days = page.querySelector("#calendar-list .calendar-days");
    if (days) list.querySelector(".calendar-days").replaceWith(days);
  }

  async function drop(info) {
    element.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(info.event, info.oldEvent);
      if (answer.ok) {
        say(moved, "success", answer.sentence);
        calendar.refetchEvents();
        await renewList();
      } else {
        info.revert();
        say(refused, answer.form ? "warning" : "danger", answer.sentence, answer.form);
      }
    } catch {
      info.revert();
      say(refused, "danger", element.dataset.failed);
    } finally {
      element.removeAttribute("aria-busy");
    }
  }

  function content(info) {
    const box = document.createElement("span");
    box.className = "calendar-event";
    const title = document.createElement("strong");
    title.textContent = [info.timeText, info.event.title].filter(Boolean).join(" ");
    box.append(title);
    if (info.event.extendedProps.note) {
      const note = document.createElement("small");
      note.textContent = info.event.extendedProps.note;
      box.append(note);
    }
    return { domNodes: [box] };
  }

  // Browsers know no nynorsk: the names of the days come with the page. Dates are in UTC where a zone is named.
  function heading(date, withDay) {
    const name = element.dataset.weekdays.split("|")[(date.getUTCDay() + 6) % 7];
    return withDay ? `${name} ${date.getUTCDate()}.${date.getUTCMonth() + 1}.` : name;
  }

  function draw() {
    const told = element.dataset;
    const isWeek = told.view === "timeGridWeek";
    calendar = new FullCalendar.Calendar(element, {
      initialView: told.view, initialDate: told.day, now: told.now, timeZone: "Europe/Oslo", locale: told.language,
      headerToolbar: false, height: "auto", firstDay: 1, slotMinTime: told.first, slotMaxTime: told.last, nowIndicator: isWeek,
      slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false }, displayEventEnd: false,
      dayHeaderContent: (info) => heading(info.date, told.view !== "dayGridMonth"),
      fixedWeekCount: false, eventDurationEditable: false, eventDisplay: "block", snapDuration: "00:15:00", slotEventOverlap: false,
      events: { url: told.events, failure: () => say(refused, "danger", told.notLoaded) },
      eventContent: content, eventDrop: drop, loading: (busy) => element.setAttribute("aria-busy", String(busy)),
    });
    calendar.render();
  }

  function fit() {
    list.open = !wide.matches;
    if (wide.matches && !calendar) draw();
    else if (wide.matches) calendar.updateSize();
  }

  wide.addEventListener("change", fit);
  fit();
})();
