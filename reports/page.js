// Conveniences of the page; all of it can be read without them.
"use strict";
const form = document.querySelector("form.filter");
const rows = Array.from(document.querySelectorAll("table.overview tr[data-outcome]"));
const groups = Array.from(document.querySelectorAll("table.overview tbody"));
const details = Array.from(document.querySelectorAll("details.statement"));

function filter() {
    const wanted = form.elements.filter.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, k) => {
        const failed = row.dataset.outcome !== "PASS";
        const text = row.parentElement.rows[0].textContent + row.textContent;
        const hidden = (form.elements.failures.checked ? !failed : false) || !text.toLowerCase().includes(wanted);
        row.hidden = hidden;
        details[k].hidden = hidden;     // statements stand in the same order in the table and below it
        shown += hidden ? 0 : 1;
    });
    groups.forEach(group => { group.hidden = !group.querySelector("tr[data-outcome]:not([hidden])"); });
    form.querySelector("output").value = shown + " of " + rows.length;
}

// A link into closed details opens them.
function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) {
        target.hidden = false;
        target.open = true;
        target.scrollIntoView();
    }
}

function addCopyButton(code) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy the command");
    button.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(code.textContent);
            button.textContent = "Copied";
        } catch {                       // a page opened from a file may not write to the clipboard: select instead
            getSelection().selectAllChildren(code);
            button.textContent = "Selected";
        }
    });
    code.after(button);
}

function equip() {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", event => event.preventDefault());
    form.elements.unfold.addEventListener("click", () => {
        const open = details.some(one => !one.open);
        details.forEach(one => { one.open = open; });
        form.elements.unfold.textContent = open ? "Close all details" : "Open all details";
    });
    filter();
}

if (form) equip();                      // the pages of errata and claims have no filter
document.querySelectorAll("code.command").forEach(addCopyButton);
addEventListener("hashchange", reveal);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(one => { one.open = true; }));
reveal();
