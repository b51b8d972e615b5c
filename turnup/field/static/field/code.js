// A QR code as the server laid it out: one path of squares in a box of `side` modules.

const SVG = "http://www.w3.org/2000/svg";

export function drawCode(place, { path, side }) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${side} ${side}`);
  picture.setAttribute("shape-rendering", "crispEdges");
  const squares = document.createElementNS(SVG, "path");
  squares.setAttribute("d", path);
  picture.append(squares);
  place.append(picture);
}
