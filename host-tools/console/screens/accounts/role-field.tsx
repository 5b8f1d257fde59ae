import { useSignal } from "@preact/signals";
import type { Role } from "../../../api/rights";
import { roles } from "../../../api/rights";
import { words } from "../../i18n/words";
import { Select, textOf } from "../../ui/form";

/** The choice of a role, with what the chosen one may do; `roleOf` reads it back. */
export function RoleField({ role }: { role: Role }) {
  const { accounts } = words.value;
  const chosen = useSignal<Role>(role);
  const options = roles.map((value) => ({ value, text: accounts.roles[value] }));
  return (
    <Select
      label={accounts.role}
      name="role"
      value={chosen.value}
      hint={accounts.roleHints[chosen.value]}
      options={options}
      onPick={(value) => (chosen.value = roles.find((one) => one === value) ?? role)}
    />
  );
}

export function roleOf(form: FormData): Role {
  const text = textOf(form, "role");
  return roles.find((role) => role === text) ?? "viewer";
}
