import { hoursOf, problemOf, windowOf } from "../../../host-tools/console/screens/schedules/hours";

it.each([
  [{ days: 31, from: "08:00", to: "18:30" }, { days: 31, from: 480, to: 1110 }],
  [{ days: 96, from: "00:00", to: "00:00" }, { days: 96, from: 0, to: 1440 }],
  [{ days: 16, from: "22:00", to: "06:00" }, { days: 16, from: 1320, to: 360 }],
])("hours %j are the window %j, there and back", (hours, window) => {
  expect(windowOf(hours)).toEqual(window);
  expect(hoursOf(window)).toEqual(hours);
  expect(problemOf(hours)).toBeUndefined();
});

it.each([
  ["noDay", { days: 0, from: "08:00", to: "18:00" }],
  ["noTime", { days: 1, from: "", to: "18:00" }],
  ["sameTime", { days: 1, from: "08:00", to: "08:00" }],
] as const)("%s: %j", (problem, hours) => expect(problemOf(hours)).toBe(problem));
