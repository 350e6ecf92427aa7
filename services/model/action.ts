/** Detail members of an action, as GuardDuty's finding JSON names them. Each file in `services/actions/` adds its own. */
export interface ActionDetails {}

/** GuardDuty's `actionType`s, each with its member. Each file in `services/actions/` adds its own. */
export interface ActionTypes {}
export type ActionType = keyof ActionTypes;

/** The thing that happened, in the shape of GuardDuty's `service.action`: a type, and the member that goes with it. */
export type Action = { readonly [Type in ActionType]: ActionOf<Type> }[ActionType];

type ActionOf<Type extends ActionType> = { readonly actionType: Type } & {
  readonly [Member in ActionTypes[Type]]: ActionDetails[Member];
};
