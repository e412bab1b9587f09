import { registry } from "@web/core/registry";
import { press } from "@odoo/hoot-dom";

const idle = ".ts-desk[data-busy='0']";
const card = (person) => `${idle} .ts-card[data-person="${person}"]`;
const row = (name) => `.ts-row[data-name="${name}"]`;
const keys = (...list) => async () => {
    for (const key of list) {
        await press(key);
    }
};

/** A coordinator's morning without a mouse: book as usual, give, confirm, take back. */
registry.category("web_tour.tours").add("ts_board_keyboard", {
    steps: () => [
        { content: "The day is there", trigger: `${idle} .ts-card`, run: keys("/") },
        {
            content: "The telephone rings: three letters",
            trigger: ".ts-find input:focus",
            run: "edit zoe",
        },
        {
            trigger: `.ts-people li[aria-selected=true]:contains(Zoé Voyageuse)`,
        },
        { trigger: ".ts-find input", run: keys("Enter") },
        { content: "What the desk must know", trigger: ".ts-trips .ts-alert:contains(Ring twice)" },
        {
            content: "Her usual trip: one key books it again",
            trigger: ".ts-trips:focus .ts-trip[data-trip='1']:contains(Pharmacie)",
            run: keys("1"),
        },
        {
            content: "The next week is shown, her ride is chosen and has the focus",
            trigger: `${card("Zoé Voyageuse")}:focus[aria-selected=true]`,
        },
        {
            content: "Who could drive, the best first; Enter gives it to him",
            trigger: ".ts-suggestion.ts-chosen:contains(Solène Conductrice)",
        },
        { trigger: card("Zoé Voyageuse"), run: keys("Enter") },
        { trigger: `${idle} .ts-message-success:contains(Solène Conductrice)` },
        {
            content: "On the time axis: approach, on board, way home",
            trigger: `${row("Solène Conductrice")} .ts-run:has(.ts-seg-approach):has(.ts-seg-loaded):has(.ts-seg-return)`,
        },
        { content: "To the day's column, and along the row", trigger: "body", run: keys("ArrowRight") },
        { trigger: `${row("Solène Conductrice")}:focus`, run: keys("ArrowRight") },
        { trigger: `${row("Solène Conductrice")} .ts-run.ts-chosen:focus`, run: keys("c") },
        { content: "He has said yes", trigger: `${idle} .ts-run .fa-check` },
        { content: "After all not: taken back", trigger: ".ts-run.ts-chosen", run: keys("u") },
        { trigger: card("Zoé Voyageuse") },
        { content: "Given and confirmed at once", trigger: card("Zoé Voyageuse"), run: "click" },
        { trigger: ".ts-suggestion.ts-chosen:contains(Solène Conductrice)" },
        {
            trigger: card("Zoé Voyageuse"),
            run: async () => press(["Shift", "Enter"]),
        },
        { trigger: `${idle} .ts-run:has(.fa-check)` },
        {
            content: "The call with the driver, and what comes next",
            trigger: ".ts-run:has(.fa-check)",
            run: "click",
        },
        { trigger: "[data-do=call]", run: keys("k") },
        {
            trigger: ".modal .o_field_widget[name=next_step] input",
            run: "edit Rappeler la fille",
        },
        { trigger: ".modal .o_form_button_save, .modal .modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .ts-side .ts-alert:contains(Rappeler la fille)" },
        { content: "The keys are written down", trigger: idle, run: keys("?") },
        { trigger: ".ts-help kbd:contains(/)", run: keys("Escape") },
        { trigger: "body:not(:has(.ts-help))", run: keys("t") },
        { content: "Back to today", trigger: `${card("Aline Pressée")}.ts-near .ts-badge-danger` },
        {
            content: "Asked: the answer is waited for",
            trigger: card("Aline Pressée"),
            run: "click",
        },
        { trigger: ".ts-suggestion.ts-chosen", run: keys("p") },
        { trigger: `${card("Aline Pressée")} .ts-badge-info:contains(Solène Conductrice)` },
        { trigger: idle, run: async () => press(["Shift", "ArrowRight"]) },
        { trigger: `${idle}:not([data-day=""]) .ts-empty` },
    ],
});

/** With the mouse: from the left to a row, with a reason, then from row to row. */
registry.category("web_tour.tours").add("ts_board_drag", {
    steps: () => [
        {
            content: "Dropped on somebody whose licence has expired",
            trigger: card("Zoé Voyageuse"),
            run: `drag_and_drop ${row("Hubert Expiré")} .ts-track`,
        },
        {
            content: "The reason is asked for; nothing is given yet",
            trigger: ".ts-ask:focus:contains(Hubert Expiré)",
        },
        { trigger: `${card("Zoé Voyageuse")}`, run: keys("Escape") },
        { trigger: "body:not(:has(.ts-ask))" },
        {
            trigger: card("Zoé Voyageuse"),
            run: `drag_and_drop ${row("Hubert Expiré")} .ts-track`,
        },
        { trigger: ".ts-ask .ts-trip[data-reason='1']", run: keys("1") },
        { trigger: `${idle} ${row("Hubert Expiré")} .ts-run` },
        {
            content: "From his row to another",
            trigger: `${row("Hubert Expiré")} .ts-run`,
            run: `drag_and_drop ${row("Solène Conductrice")} .ts-track`,
        },
        { trigger: `${idle} ${row("Solène Conductrice")} .ts-run` },
        { trigger: `${row("Hubert Expiré")}:not(:has(.ts-run))` },
    ],
});

/** Somebody else gives the ride first: her name is told, and the text being typed stays. */
registry.category("web_tour.tours").add("ts_board_conflict", {
    steps: () => [
        { trigger: card("Zoé Voyageuse"), run: "click" },
        { trigger: ".ts-suggestion.ts-chosen:contains(Solène Conductrice)" },
        {
            content: "The other coordinator, at her own desk",
            trigger: card("Zoé Voyageuse"),
            async run() {
                const ride = Number(document.querySelector(".ts-card").dataset.key);
                const volunteer = Number(document.querySelector("[data-name='Hubert Expiré']").dataset.volunteer);
                const call = (method, args) =>
                    fetch(`/web/dataset/call_kw/ts.desk/${method}`, {
                        method: "POST",
                        headers: { "Content-Type": "application/json" },
                        body: JSON.stringify({ params: { model: "ts.desk", method, args, kwargs: {} } }),
                    }).then((response) => response.json());
                const first = await call("assign", [[ride], volunteer]);
                const reason = first.result.reasons[0][0];
                await call("assign", [[ride], volunteer, false, false, reason]);
                // at once: before this desk has heard of it
                await press("a");
            },
        },
        {
            content: "The sentence says who has it; the day is read again",
            trigger: ".ts-message-danger:contains(Hubert Expiré)",
        },
        { trigger: `body:not(:has(.ts-card)) ${row("Hubert Expiré")} .ts-run` },
    ],
});

/** On a telephone the columns are tabs, and a touch on a ride shows who could drive. */
registry.category("web_tour.tours").add("ts_board_phone", {
    steps: () => [
        { trigger: card("Zoé Voyageuse"), run: "click" },
        { trigger: ".ts-tabs [data-tab=side][aria-selected=true]" },
        { trigger: ".ts-suggestion.ts-chosen [data-do=assign]", run: "click" },
        { trigger: ".ts-tabs [data-tab=day]", run: "click" },
        { trigger: `${row("Solène Conductrice")} .ts-run`, run: "click" },
        { trigger: "[data-do=confirm]", run: "click" },
        { trigger: `${idle}:not(:has([data-do=confirm])) [data-do=take_back]` },
    ],
});
