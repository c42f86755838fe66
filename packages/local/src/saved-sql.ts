export interface SavedQuery {
  name: string;
  title: string;
  description: string;
  grain: string;
  sql: string;
}
export interface SavedView {
  name: string;
  description: string;
  sql: string;
  columns: { name: string; type: string }[];
}
export async function savedQueries(): Promise<SavedQuery[]> {
  return [];
}
export async function savedViews(): Promise<SavedView[]> {
  return [];
}
