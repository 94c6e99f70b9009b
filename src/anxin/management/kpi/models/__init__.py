"""Tables of figures. Foreign keys point down to store and staff."""

from anxin.management.kpi.models.confirmations import ObstacleConfirmation
from anxin.management.kpi.models.peers import PeerFigure, StorePeers
from anxin.management.kpi.models.remedies import Remedy
from anxin.management.kpi.models.snapshots import FigureSnapshot
from anxin.management.kpi.models.targets import Target

__all__ = ["FigureSnapshot", "ObstacleConfirmation", "PeerFigure", "Remedy", "StorePeers", "Target"]
