import { daysWords } from "../../../host-tools/console/screens/schedules/days";
import { cardNumber } from "../../../host-tools/console/screens/people/card-number";

const names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "holidays"];

it.each([
  [0b00011111, "Mon–Fri"],
  [0b01111111, "Mon–Sun"],
  [0b11111111, "Mon–Sun, holidays"],
  [0b01100000, "Sat, Sun"],
  [0b10101111, "Mon–Thu, Sat, holidays"],
  [0b01010101, "Mon, Wed, Fri, Sun"],
  [0b10000000, "holidays"],
])("days %i are %s", (days, words) => expect(daysWords(days, names)).toBe(words));

it("shows a card's number in pairs and leaves out the middle of a long one", () => {
  expect(cardNumber("04a22c1a")).toBe("04 A2 2C 1A");
  expect(cardNumber("d1010c55036578616d706c652e636f6d")).toBe("D1 01 0C 55 … 2E 63 6F 6D");
});
