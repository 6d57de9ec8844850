// What is unread, in the title and on the tab's icon: the sum over [data-unread-count].
const ICON = "/static/icons/favicon.svg";
const ICON_UNREAD = "/static/icons/favicon-unread.svg";

/** The title without, or with, a number in front. */
export const titled = (title, count) => (count ? `(${count}) ` : "") + title.replace(/^\(\d+\) /, "");

function show() {
  let sum = 0;
  for (const element of document.querySelectorAll("[data-unread-count]")) sum += parseInt(element.dataset.unreadCount || element.textContent, 10) || 0;
  document.title = titled(document.title, sum);
  const icon = document.getElementById("favicon");
  const wanted = sum ? ICON_UNREAD : ICON;
  if (icon && icon.getAttribute("href") !== wanted) icon.setAttribute("href", wanted);
}

export function start() {
  show();
  for (const name of ["precedent:arrived", "htmx:after:swap", "precedent:read"]) document.addEventListener(name, show);
}
