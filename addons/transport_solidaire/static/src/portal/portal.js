// The pages work without this file. With it: an application on the telephone, and no form sent twice.
if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/my/ts/service-worker.js", { scope: "/my/ts" }).catch(() => {});
}
document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) {
        event.preventDefault();
        return;
    }
    event.target.dataset.sent = "1";
});
// the page shown again by “back” may be sent again: its key says that it is the same
window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
        delete form.dataset.sent;
    }
});
