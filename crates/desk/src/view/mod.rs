//! What a screen or a command line shows: plain shapes, already masked, every text Chinese. The TypeScript side is
//! generated from here (`cargo xtask bindings`).

#[cfg(test)]
mod bindings;
mod capture;
mod cases;
mod clock;
mod course;
mod desk;
mod devices;
mod enquiry;
mod item;
mod licence;
mod queue;
mod roll;
mod scan;
mod session;
mod trace;

pub use capture::{CameraView, CamerasView, FolderView, ModeView, PageStep, PageView};
pub use cases::{
    CaseRowView, CaseView, CasesQuery, ElsewhereView, FollowUpView, GreenView, InspectInput,
    JointTaskView, JointView, PaperView, SupplementLineView, TimeTaskView, TrailView, VerifiedView,
};
pub use clock::{AlarmView, ClockView, WaitView};
pub use course::{CaseStep, CourseView, NoticeLineView, ReviewView};
pub use desk::{
    Badge, CheckView, DecisionView, DeskView, DoubleView, FieldOption, FieldView, FormView,
    HeldLicenceView, MaterialView, MaterialsView, MendingView, OfferView, PersonView, PointView,
    PresenceView, RepresentativeInput, RepresentativeView, SavedView, SignatureView, Tone,
};
pub use devices::{
    CardView, DeviceSettingsInput, DeviceSettingsView, DeviceView, FaceView, PortView,
    PracticeFaceView, PracticeReaderView,
};
pub use enquiry::{EnquiriesView, EnquiryInput, EnquiryMove, EnquiryView};
pub use item::{
    ChoiceView, DueDayView, DueView, FeeView, ItemClosedView, ItemUpdateView, ItemView,
    OpeningView, QuestionView,
};
pub use licence::{SealView, SheetView};
pub use queue::{BundleView, ConnectionView, QueueRowView, QueueView};
pub use roll::{GroupView, RollCaseView, RollFaultView, RollView};
pub use scan::{GuideView, PlaceItemView, PlaceView, ScanChoiceView, ScanView, SearchHit};
pub use session::{
    AppView, ClerkView, CodeView, DraftRowView, PhoneCitizenView, PhoneView, PostView, SessionView,
};
pub use trace::{TraceStepView, TraceView};
