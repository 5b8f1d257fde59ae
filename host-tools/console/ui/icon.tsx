/* 20 by 20, drawn with the colour of the text beside them. Each says its state by shape, not by colour. */
const shapes = {
  now: "M2.5 10.5h3l2.5-6 4 11 2.5-5h3",
  events: "M6.5 4.500h11M6.5 10h11M6.5 15.500h11M3 4.500h.1M3 10h.1M3 15.500h.1",
  people:
    "M7.5 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 16.500c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13.5 9a2.5 2.5 0 1 0-1-4.800M15 11.800c1.8.6 3 2.3 3 4.7",
  levels: "M6.5 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM9.2 9.2l7.3 7.3M13.5 13.5l2-2",
  cards: "M2.5 6.500h12v9h-12zM2.5 9.500h12M5 4.500V4h12.500v8.500h-.5",
  tags: "M3 9.500V3.500h6l8 8-6 6zM6.5 6.800v.3",
  schedules: "M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM10 5.500V10l3 2",
  import: "M10 3v9m-3.5-3.500L10 12l3.5-3.500M3.5 13v3.500h13V13",
  readers: "M5 2.500h10v15H5zM8 13.500h4M7.5 8.500a3.5 3.5 0 0 1 5 0M9 10.300a1.5 1.5 0 0 1 2 0",
  doors: "M5 17.500v-15h10v15M3 17.500h14M12 10v1",
  traces: "M2.5 6.500h15M2.5 13.500h15M5 4.500v4M8.5 11.500v4M11 4.500v4M15 11.500v4",
  download: "M10 3v9m-3.5-3.500L10 12l3.5-3.500M3.5 16.500h13",
  simulator: "M2.5 4.500h15v10h-15zM7 17.500h6M10 14.500v3M6 9.500h2l1.5-2.5 2 5 1-2.500H14",
  settings: "M3 6h8m4 0h2M3 14h2m4 0h8M13 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM7 12a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  ok: "M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM6.5 10.200l2.4 2.4 4.6-5",
  bad: "M6.9 2.500h6.200l4.4 4.400v6.200l-4.4 4.400H6.900l-4.4-4.400V6.900zM7.3 7.300l5.4 5.400m0-5.4-5.4 5.4",
  warn: "M10 3 18 16.500H2zM10 8v4m0 2.200v.3",
  info: "M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM10 9v5M10 6v.3",
  off: "M10 2.500a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM6.5 10h7",
  locked: "M4.5 9h11v8h-11zM7 9V6.500a3 3 0 0 1 6 0V9M10 12v2",
  unlocked: "M4.5 9h11v8h-11zM7 9V6.500a3 3 0 0 1 5.8-1M10 12v2",
  open: "M5 17.500v-15h10v15M5 2.500l6 2.500v14.500l-6-2M9 11v1",
  card: "M2.5 4.500h15v11h-15zM2.5 8.500h15M5.5 12.500h3",
  keypad: "M4 3h12v14H4zM7.5 6.500h.1M10 6.500h.1M12.5 6.500h.1M7.5 10h.1M10 10h.1M12.5 10h.1M7.5 13.500h.1M10 13.500h.1M12.5 13.500h.1",
  plus: "M10 4v12M4 10h12",
  close: "M5 5l10 10M15 5 5 15",
  menu: "M3 5.500h14M3 10h14M3 14.500h14",
  search: "M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM12.5 12.5 17 17",
  left: "M12.5 4 6.5 10l6 6",
  right: "m7.5 4 6 6-6 6",
  signOut: "M8 3H3.500v14H8M8 10h9m-3.5-3.500L17 10l-3.5 3.5",
  pause: "M7 4.500v11M13 4.500v11",
  play: "M6 4.500v11l9-5.500z",
  plug: "M7 2.500v4m6-4v4M4.5 6.500h11v3a5.5 5.5 0 0 1-11 0zM10 15v3",
  power: "M10 2.500v7M6 5a6.5 6.5 0 1 0 8 0",
} as const;
export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
