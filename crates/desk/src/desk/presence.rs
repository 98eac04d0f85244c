//! 本人核验: the clerk's eye, or an outside device that compares faces (S44). What the reader sees: `card`.

use devices::face::{Compared, Comparer, Verdict};
use domain::presence::{Face, FaceVerdict, How};
use uuid::Uuid;

use super::Desk;
use crate::draft::Draft;
use crate::draft::show::{face_tone, score};
use crate::fault::{DeskFault, Outcome};
use crate::view::{DeskView, FaceView, Tone};

impl Desk {
    /// The clerk compared the person with the document; once more takes it back.
    ///
    /// # Errors
    /// Nobody stands at the desk; nobody is signed in, the store's.
    pub fn confirm_by_eye(&self) -> Outcome<DeskView> {
        self.station()?;
        somebody(&self.draft())?;
        let now = self.now();
        self.put_draft(|draft| draft.toggle_eye(now))
    }

    /// The person was asked whether their face may be compared. They may not want it: nothing is sent, and it is not
    /// offered again. Else the device is asked, told nothing but a random reference, and verdict, score, time and
    /// reference stay in the draft.
    ///
    /// # Errors
    /// Nobody stands at the desk, they have said no before, the device's; nobody is signed in, the store's.
    pub async fn compare_face(&self, device: &Comparer, consent: bool) -> Outcome<FaceView> {
        self.station()?;
        let draft = self.draft();
        let asked = somebody(&draft)?.clone();
        if !consent {
            let desk = self.put_draft(Draft::decline_face)?;
            return Ok(declined(desk));
        }
        if draft.declines_face() {
            return Err(DeskFault::new(
                "face_declined",
                "办事人不同意人脸比对，没有比对。请读身份证或人工核对，办件不受影响。",
            ));
        }
        let reference = Uuid::new_v4().simple().to_string();
        let face = face(device.compare(&reference).await?);
        let now = self.now();
        let mut is_there = false;
        let desk = self.put_draft(|draft| {
            // Another person may have come to the desk meanwhile: it was not their face.
            let now_there = draft.at_desk();
            is_there = now_there.is_some_and(|one| one.id == asked.id && one.name == asked.name);
            if is_there {
                draft.see(How::Face(face.clone()), now);
            }
        })?;
        if !is_there {
            let say = "比对时台面上换了人，结果没有记下。请为现在的办事人重新比对。";
            return Err(DeskFault::new("face_person_changed", say));
        }
        Ok(said(&face, desk))
    }
}

fn somebody(draft: &Draft) -> Outcome<&domain::applicant::Party> {
    draft.at_desk().ok_or_else(|| {
        let say = "还没有登记到场的人，没有可核验的。请先扫码、读身份证或登记代办人。";
        DeskFault::new("nobody_at_desk", say)
    })
}

fn face(compared: Compared) -> Face {
    Face {
        verdict: match compared.verdict {
            Verdict::Match => FaceVerdict::Match,
            Verdict::NoMatch => FaceVerdict::NoMatch,
            Verdict::Unsure => FaceVerdict::Unsure,
        },
        score: compared.score,
        reference: compared.reference,
    }
}

fn declined(desk: DeskView) -> FaceView {
    FaceView {
        tone: Tone::Plain,
        title: "不做人脸比对".to_owned(),
        say: "办事人不同意，什么都没有发送，办件不受影响。请读身份证或人工核对。".to_owned(),
        desk,
    }
}

fn said(face: &Face, desk: DeskView) -> FaceView {
    let todo = match face.verdict {
        FaceVerdict::Match => "结果已记在办件里，没有保存照片。",
        FaceVerdict::NoMatch => {
            "结果已记在办件里，没有保存照片。请核对证件和本人，可以再比对一次，或读身份证、人工核对。"
        }
        FaceVerdict::Unsure => {
            "设备不能确定，结果已记在办件里，没有保存照片。请读身份证或人工核对，也可以再比对一次。"
        }
    };
    FaceView {
        tone: face_tone(face.verdict),
        title: format!("人脸比对{}", face.verdict.text()),
        say: format!("相似度 {}。{todo}", score(face)),
        desk,
    }
}
