//! Where in the plan an item's results are.

use super::NodeIx;
use crate::semantics::{ItemIx, KindIx, KindValue};

/// An item's results, for each of its groups.
#[derive(Debug, Clone, Default)]
pub struct ItemPlan {
    /// The groups, in the order in which they are reported.
    pub groups: Vec<GroupPlan>,
}

/// An item's results for one group.
#[derive(Debug, Clone)]
pub struct GroupPlan {
    /// The group.
    pub group: Vec<(KindIx, KindValue)>,
    /// Whether it applies; none where it always does.
    pub applies: Option<NodeIx>,
    /// The outcome; a define's value.
    pub outcome: NodeIx,
    /// An indicator's value and threshold.
    pub indicator: Option<(NodeIx, NodeIx)>,
    /// A rule's requirements.
    pub requirements: Vec<RequirementPlan>,
}

/// A requirement.
#[derive(Debug, Clone)]
pub struct RequirementPlan {
    /// Its condition.
    pub condition: NodeIx,
    /// The items that it names.
    pub members: Vec<MemberPlan>,
}

/// A member of a requirement.
#[derive(Debug, Clone)]
pub struct MemberPlan {
    /// The item.
    pub item: ItemIx,
    /// Its condition.
    pub condition: NodeIx,
    /// The indicator's value and threshold for the same subject, where there are such.
    pub indicator: Option<(NodeIx, NodeIx)>,
}
