import { NotFound } from "@/features/pages/not-found";

export default NotFound;
