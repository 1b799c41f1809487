import { SignInScreen } from "@/features/entry/sign-in-screen";

export default function Page() {
  return <SignInScreen />;
}
