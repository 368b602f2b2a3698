import { attendeesInput, bookingStatus } from "@foyer/contract/booking";
import { typedCode } from "@foyer/contract/discount-code";
import { eventSort, sortOrder } from "@foyer/contract/event-choices";
import { ticketTypeId, userId } from "@foyer/contract/ids";
import { MAX_TICKETS_PER_BOOKING } from "@foyer/contract/money";
import { paymentStatus } from "@foyer/contract/payment";
import { securityEventType } from "@foyer/contract/security-event";
import { role } from "@foyer/contract/user";
import { waitlistState } from "@foyer/contract/waitlist";
import { deliveryState } from "@foyer/contract/webhook";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { usersIn } from "../admin/users-in";
import { bookingsShown } from "../bookings/bookings-shown";
import { choiceOfKinds } from "../events/order";
import { mineWhen } from "../manage/mine-when";
import { wayParam } from "../payments/ways-to-pay";
import { calendarDay } from "../shared/day-range";
import { loadCode } from "../shared/load-code";
import { choiceParam, countParam, optional, textParam } from "../shared/search-params";
import { ErrorPage } from "./error-page";
import { NotFoundPage } from "./not-found-page";
import { PendingPage } from "./pending-page";
import { type RouterContext, requireBooking, requireSignIn } from "./router-context";
import { Shell } from "./shell";
import { parseSearch, stringifySearch } from "./url-search";

type RawSearch = Record<string, unknown>;

/** The limit for a path within this site; search text in it may be percent-encoded at nine characters each. */
const MAX_REDIRECT = 10_000;

/** A page whose code is loaded on demand. */
function page<Code extends Record<string, unknown>, Name extends keyof Code & string>(
  load: () => Promise<Code>,
  name: Name,
) {
  return lazyRouteComponent(loadCode(load), name);
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Shell,
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
});

const browse = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: (raw: RawSearch) =>
    optional({
      q: textParam(raw.q),
      category: textParam(raw.category, 160),
      from: calendarDay(raw.from),
      to: calendarDay(raw.to),
      sort: choiceParam(eventSort, raw.sort),
      order: choiceParam(sortOrder, raw.order),
    }),
  component: page(() => import("../pages/browse-page"), "BrowsePage"),
});

const event = createRoute({
  getParentRoute: () => root,
  path: "/events/$eventId",
  validateSearch: (raw: RawSearch) =>
    optional({
      tickets: countParam(raw.tickets, 1, MAX_TICKETS_PER_BOOKING),
      pay: wayParam(raw.pay),
      kinds: choiceOfKinds(raw.kinds),
      code: choiceParam(typedCode, raw.code),
      wait: choiceParam(ticketTypeId, raw.wait),
    }),
  component: page(() => import("../pages/event-page"), "EventPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw: RawSearch) => optional({ redirect: textParam(raw.redirect, MAX_REDIRECT) }),
  component: page(() => import("../pages/sign-in-page"), "SignInPage"),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  validateSearch: (raw: RawSearch) => optional({ redirect: textParam(raw.redirect, MAX_REDIRECT) }),
  component: page(() => import("../pages/sign-up-page"), "SignUpPage"),
});

const bookings = createRoute({
  getParentRoute: () => root,
  path: "/bookings",
  validateSearch: (raw: RawSearch) => optional({ show: bookingsShown(raw.show) }),
  beforeLoad: requireSignIn,
  component: page(() => import("../pages/bookings-page"), "BookingsPage"),
});

const booking = createRoute({
  getParentRoute: () => root,
  path: "/bookings/$bookingId",
  beforeLoad: requireBooking,
  component: page(() => import("../pages/booking-page"), "BookingPage"),
});

const pay = createRoute({
  getParentRoute: () => root,
  path: "/bookings/$bookingId/pay",
  beforeLoad: requireBooking,
  component: page(() => import("../pages/checkout-page"), "CheckoutPage"),
});

const tickets = createRoute({
  getParentRoute: () => root,
  path: "/bookings/$bookingId/tickets",
  beforeLoad: requireBooking,
  component: page(() => import("../pages/tickets-page"), "TicketsPage"),
});

const confirmBooking = createRoute({
  getParentRoute: () => root,
  path: "/bookings/$bookingId/confirm",
  component: page(() => import("../pages/confirm-booking-page"), "ConfirmBookingPage"),
});

const bookingDetails = createRoute({
  getParentRoute: () => root,
  path: "/bookings/$bookingId/details",
  beforeLoad: requireBooking,
  component: page(() => import("../pages/booking-details-page"), "BookingDetailsPage"),
});

const manage = createRoute({
  getParentRoute: () => root,
  path: "/manage",
  validateSearch: (raw: RawSearch) => optional({ q: textParam(raw.q), when: mineWhen(raw.when) }),
  beforeLoad: requireSignIn,
  component: page(() => import("../pages/manage-page"), "ManagePage"),
});

const newEvent = createRoute({
  getParentRoute: () => root,
  path: "/manage/new",
  beforeLoad: requireSignIn,
  component: page(() => import("../pages/new-event-page"), "NewEventPage"),
});

const webhooks = createRoute({
  getParentRoute: () => root,
  path: "/manage/webhooks",
  beforeLoad: requireSignIn,
  component: page(() => import("../pages/webhooks-page"), "WebhooksPage"),
});

const webhook = createRoute({
  getParentRoute: () => root,
  path: "/manage/webhooks/$webhookId",
  validateSearch: (raw: RawSearch) => optional({ state: choiceParam(deliveryState, raw.state) }),
  beforeLoad: requireSignIn,
  component: page(() => import("../pages/webhook-page"), "WebhookPage"),
});

const managed = createRoute({
  getParentRoute: () => root,
  path: "/manage/$eventId",
  beforeLoad: requireSignIn,
  component: page(() => import("../pages/managed-event-page"), "ManagedEventPage"),
});

/**
 * A sibling of the event's other pages rather than a child, since their header would take half of a phone's
 * screen.
 */
const door = createRoute({
  getParentRoute: () => root,
  path: "/manage/$eventId/door",
  beforeLoad: requireSignIn,
  component: page(() => import("../pages/door-page"), "DoorPage"),
});

const overview = createRoute({
  getParentRoute: () => managed,
  path: "/",
  component: page(() => import("../pages/managed-overview-page"), "ManagedOverviewPage"),
});

const attendees = createRoute({
  getParentRoute: () => managed,
  path: "attendees",
  validateSearch: (raw: RawSearch) =>
    optional({
      q: textParam(raw.q),
      status: choiceParam(bookingStatus, raw.status),
      payment: choiceParam(paymentStatus, raw.payment),
      admission: choiceParam(attendeesInput.shape.admission.unwrap(), raw.admission),
    }),
  component: page(() => import("../pages/attendees-page"), "AttendeesPage"),
});

const managedBooking = createRoute({
  getParentRoute: () => managed,
  path: "attendees/$bookingId",
  component: page(() => import("../pages/managed-booking-page"), "ManagedBookingPage"),
});

const addBooking = createRoute({
  getParentRoute: () => managed,
  path: "attendees/new",
  component: page(() => import("../pages/add-booking-page"), "AddBookingPage"),
});

const eventWaitlist = createRoute({
  getParentRoute: () => managed,
  path: "waitlist",
  validateSearch: (raw: RawSearch) =>
    optional({
      state: choiceParam(waitlistState, raw.state),
      kind: choiceParam(ticketTypeId, raw.kind),
    }),
  component: page(() => import("../pages/event-waitlist-page"), "EventWaitlistPage"),
});

const codes = createRoute({
  getParentRoute: () => managed,
  path: "codes",
  component: page(() => import("../pages/discount-codes-page"), "DiscountCodesPage"),
});

const refunds = createRoute({
  getParentRoute: () => managed,
  path: "refunds",
  component: page(() => import("../pages/refunds-page"), "RefundsPage"),
});

const log = createRoute({
  getParentRoute: () => managed,
  path: "log",
  component: page(() => import("../pages/capacity-log-page"), "CapacityLogPage"),
});

const questions = createRoute({
  getParentRoute: () => managed,
  path: "questions",
  component: page(() => import("../pages/questions-page"), "QuestionsPage"),
});

const edit = createRoute({
  getParentRoute: () => managed,
  path: "edit",
  component: page(() => import("../pages/edit-event-page"), "EditEventPage"),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: page(() => import("../pages/forgot-password-page"), "ForgotPasswordPage"),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: page(() => import("../pages/reset-password-page"), "ResetPasswordPage"),
});

const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: "/verify-email",
  component: page(() => import("../pages/verify-email-page"), "VerifyEmailPage"),
});

const signInLink = createRoute({
  getParentRoute: () => root,
  path: "/sign-in-link",
  component: page(() => import("../pages/sign-in-link-page"), "SignInLinkPage"),
});

const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: "/confirm-email",
  component: page(() => import("../pages/confirm-email-page"), "ConfirmEmailPage"),
});

const undoEmailChange = createRoute({
  getParentRoute: () => root,
  path: "/undo-email-change",
  component: page(() => import("../pages/undo-email-change-page"), "UndoEmailChangePage"),
});

const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  beforeLoad: requireSignIn,
  component: page(() => import("../pages/account-page"), "AccountPage"),
});

const admin = createRoute({
  getParentRoute: () => root,
  path: "/admin",
  beforeLoad: requireSignIn,
  component: page(() => import("../pages/admin-page"), "AdminPage"),
});

const adminStart = createRoute({
  getParentRoute: () => admin,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/admin/users", replace: true });
  },
});

const adminUsers = createRoute({
  getParentRoute: () => admin,
  path: "users",
  validateSearch: (raw: RawSearch) =>
    optional({
      q: textParam(raw.q),
      role: choiceParam(role, raw.role),
      state: usersIn(raw.state),
    }),
  component: page(() => import("../pages/admin-users-page"), "AdminUsersPage"),
});

const adminSecurity = createRoute({
  getParentRoute: () => admin,
  path: "security",
  validateSearch: (raw: RawSearch) =>
    optional({
      type: choiceParam(securityEventType, raw.type),
      user: choiceParam(userId, raw.user),
    }),
  component: page(() => import("../pages/admin-security-page"), "AdminSecurityPage"),
});

const routeTree = root.addChildren([
  browse,
  event,
  signIn,
  signUp,
  bookings,
  booking,
  pay,
  tickets,
  confirmBooking,
  bookingDetails,
  manage,
  newEvent,
  webhooks,
  webhook,
  managed.addChildren([
    overview,
    attendees,
    addBooking,
    managedBooking,
    eventWaitlist,
    codes,
    questions,
    refunds,
    log,
    edit,
  ]),
  door,
  forgotPassword,
  resetPassword,
  verifyEmail,
  signInLink,
  confirmEmail,
  undoEmailChange,
  account,
  admin.addChildren([adminStart, adminUsers, adminSecurity]),
]);

export function createAppRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultPendingComponent: PendingPage,
    parseSearch,
    stringifySearch,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface HistoryState {
    /** How many pages of its list a history entry shows. */
    pages?: number;
  }
}
