import { TransportsScreen } from "@/features/transports/transports-screen";

export default function Page() {
  return <TransportsScreen />;
}
