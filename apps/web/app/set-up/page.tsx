import { SetUpScreen } from "@/features/entry/set-up-screen";

export default function Page() {
  return <SetUpScreen />;
}
