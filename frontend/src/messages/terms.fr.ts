import type { Terms } from './terms.en';

export const terms: Terms = {
  status: {
    DRAFT: 'Brouillon', SUBMITTED: 'Envoyée', ACCEPTED: 'Acceptée', SLOT_CONFIRMED: 'Créneau confirmé', COLLECTED: 'Prélevé', SM_CRYOPRESERVED: 'Matériel congelé', SM_READY: 'Matériel prêt',
    SM_IN_TRANSIT: 'Matériel en route', SM_DELIVERED: 'Matériel livré', SM_RECEIVED: 'Matériel reçu', MFG_STARTED: 'Fabrication commencée', QC_TESTING: 'Contrôle qualité', OOS_DECLARED: 'Hors spécification',
    MFG_FAILED: 'Fabrication échouée', RECOLLECTION_REQUIRED: 'Nouveau prélèvement requis', RELEASED: 'Libéré', RELEASED_OOS: 'Libéré hors spécification', PRODUCT_IN_TRANSIT: 'Produit en route',
    PRODUCT_DELIVERED: 'Produit livré', PRODUCT_RECEIVED: 'Produit reçu', CONDITIONING_STARTED: 'Conditionnement commencé', PRODUCT_ISSUED: 'Produit délivré', PRODUCT_THAWED: 'Produit décongelé',
    INFUSION_STARTED: 'Perfusion commencée', INFUSED: 'Perfusé', MONITORING: 'Surveillance', FOLLOW_UP: 'Suivi', COMPLETED: 'Terminée', CANCELLED: 'Annulée', CLOSED_NOT_TREATED: 'Close, non traité', TRANSFERRED: 'Transférée', ENTERED_IN_ERROR: 'Saisie par erreur',
  },
  action: {
    SUBMIT_ORDER: 'Envoyer la commande', AWAIT_ACCEPTANCE: 'Attendre l’acceptation', BOOK_SLOT: 'Réserver un créneau', PREPARE_COLLECTION: 'Préparer le prélèvement', PACK_OR_FREEZE: 'Emballer ou congeler',
    RELEASE_MATERIAL: 'Libérer le matériel', HAND_TO_COURIER: 'Remettre au coursier', TRACK_SHIPMENT: 'Suivre l’envoi', AWAIT_RECEIPT: 'Attendre la réception', AWAIT_START: 'Attendre le début',
    AWAIT_MANUFACTURING: 'Attendre la fabrication', AWAIT_RELEASE: 'Attendre la libération', DECIDE_OUT_OF_SPEC: 'Décider hors spécification', DECIDE_AFTER_FAILURE: 'Décider après l’échec', BOOK_RECOLLECTION: 'Réserver un nouveau prélèvement',
    PLAN_CONDITIONING_AND_DELIVERY: 'Planifier conditionnement et livraison', CONFIRM_OUT_OF_SPEC_USE: 'Confirmer l’usage hors spécification', PREPARE_RECEIPT: 'Préparer la réception', RECEIVE_AND_CHECK: 'Recevoir et contrôler',
    START_CONDITIONING: 'Commencer le conditionnement', PREPARE_INFUSION: 'Préparer la perfusion', THAW_PRODUCT: 'Décongeler le produit', TWO_PERSON_CHECK: 'Contrôle à deux', RECORD_INFUSION_END: 'Noter la fin de la perfusion',
    PREPARE_NEXT_DOSE: 'Préparer la dose suivante', START_MONITORING: 'Commencer la surveillance', RECORD_MONITORING: 'Noter la surveillance', DO_NEXT_FOLLOW_UP: 'Faire le prochain suivi', RESOLVE_CONFLICT: 'Résoudre la contradiction',
    CLEAR_HOLD: 'Lever le blocage', REQUEST_UPDATE: 'Demander des nouvelles', QUARANTINE_AND_REVIEW: 'Mettre en quarantaine et examiner', CONFIRM_PRODUCT_AVAILABILITY: 'Confirmer que le produit est disponible', CLOSE_ORDER: 'Clore la commande',
    REPLAN_DATES: 'Replanifier', REVIEW_EXCEPTION: 'Examiner l’exception', NONE: 'Rien à faire',
  },
  role: {
    coordinator: 'Coordination', apheresis: 'Aphérèse', 'cell-lab': 'Laboratoire cellulaire', pharmacy: 'Pharmacie', physician: 'Médecin', quality: 'Qualité', finance: 'Finances', logistics: 'Logistique', auditor: 'Audit',
    'site-admin': 'Administration du centre', integrator: 'Intégration', 'platform-admin': 'Administration de la plateforme', 'privacy-officer': 'Protection des données', 'break-glass-reviewer': 'Revue des urgences', maker: 'Fabricant', none: 'Personne',
  },
  exception: {
    IDENTITY_MISMATCH: 'Identité discordante', CONTAMINATION: 'Contamination', CONDITIONING_WITHOUT_PRODUCT: 'Conditionnement sans produit', TEMPERATURE_EXCURSION: 'Température', DAMAGE: 'Dommage', EXPIRED: 'Périmé', PATIENT_DIED: 'Patient décédé',
    PATIENT_WITHDREW: 'Patient retiré', OUT_OF_SPEC: 'Hors spécification', MANUFACTURING_FAILED: 'Fabrication échouée', RECOLLECTION: 'Nouveau prélèvement', SHIPMENT_DELAY: 'Envoi en retard', OTHER: 'Exception',
  },
  because: {
    IDENTITY_MISMATCH: 'L’étiquette et la commande ne concordent pas. Les deux restent en quarantaine.', CONTAMINATION: 'Contaminé. Rien de ce lot ne peut servir.', CONDITIONING_WITHOUT_PRODUCT: 'Le conditionnement a commencé. Rien n’est encore libéré.',
    TEMPERATURE_EXCURSION: 'Hors température. Seule la qualité le libère.', DAMAGE: 'Endommagé. Seule la qualité le libère.', EXPIRED: 'Périmé. Il ne peut pas servir.', OUT_OF_SPEC: 'Le lot manque une limite. La décision est ouverte.',
    MANUFACTURING_FAILED: 'La fabrication a fini sans lot utilisable.', RECOLLECTION: 'Un nouveau prélèvement est nécessaire.', SHIPMENT_DELAY: 'L’envoi est en retard. Il faut replanifier.',
  },
  step: { ENROL: 'Inscription', ORDER: 'Commande', SLOT: 'Créneau', COLLECT: 'Prélèvement', SHIP: 'Envoi', MAKE: 'Fabrication', RELEASE: 'Libération', RETURN: 'Retour', RECEIVE: 'Réception', INFUSE: 'Perfusion', FOLLOW_UP: 'Suivi' },
  stepState: { DONE: '', INFERRED: 'déduit', CURRENT: 'maintenant', PLANNED: 'prévu', CONFLICT: 'deux versions' },
  party: { C: 'Centre de traitement', M: 'Fabricant', K: 'Coursier', P: 'Portail' },
  purpose: { TREAT: 'soins', HOPERAT: 'fonctionnement', HPAYMT: 'paiement', HCOMPL: 'conformité', HRESCH: 'recherche', HSYSADMIN: 'administration', ETREAT: 'soins d’urgence' },
  fieldClass: {
    DIRECT: 'Noms et numéros de la personne', CONTACT: 'Coordonnées', QUASI: 'Naissance, sexe, code postal', CHAIN: 'Chaîne d’identité, lots, numéros', CLINICAL: 'Données cliniques', SPECIAL: 'Résultats génétiques et infectieux',
    OPERATIONAL: 'État, dates, logistique', COMMERCIAL: 'Prix, payeur, bon de commande',
  },
  reason: {
    ROLE: 'votre rôle n’en a pas besoin', ROLE_PART: 'votre rôle n’en demande pas plus', RELATION: 'cette commande est d’un autre centre ou d’une autre équipe', PURPOSE: 'pas pour la finalité choisie', ASSURANCE: 'connexion sans second facteur', RESTRICTED: 'l’usage a été limité',
    ERASED: 'la clé a été détruite sur demande',
  },
  visibility: { CLEAR: 'en entier', PARTIAL: 'en partie', PSEUDONYM: 'par jeton', WITHHELD: 'masqué' },
  sourceState: { STARTING: 'démarre', NEW: 'démarre', CHECKED: 'démarre', LIVE: 'est à jour', LATE: 'est en retard', DEGRADED: 'ne répond pas', NEEDS_REAUTH: 'refuse notre connexion', PAUSED: 'est en pause', SOURCE_DOWN: 'ne répond pas' },
  factState: { COUNTS: 'compte', CORRECTED: 'corrigé', RETRACTED: 'retiré', SUPERSEDED: 'remplacé par une version ultérieure', SET_ASIDE: 'mis de côté', NOT_YET: 'à venir' },
  custody: {
    COLLECTED: 'Prélevé', LABELLED: 'Étiqueté', PACKED: 'Emballé', HANDED_OVER: 'Remis', TAKEN_OVER: 'Pris en charge', STORED: 'Stocké', MOVED: 'Déplacé', THAWED: 'Décongelé', INFUSED: 'Perfusé', RETURNED: 'Retourné',
    DESTROYED: 'Détruit', QUARANTINED: 'En quarantaine', RELEASED_FROM_QUARANTINE: 'Sorti de quarantaine',
  },
  disposition: { STORED: 'Stocké', ISSUED: 'Délivré', INFUSED: 'Perfusé', RETURNED: 'Retourné', DESTROYED: 'Détruit', QUARANTINED: 'En quarantaine' },
  word: {
    APPROVED: 'Approuvé', REQUESTED: 'Demandé', PENDING: 'En attente', DENIED: 'Refusé', NOT_REQUIRED: 'Pas requis',
    HOLD_PLACED: 'Blocage posé', HOLD_RELEASED: 'Blocage levé', EXCEPTION_RAISED: 'Exception signalée', EXCEPTION_RESOLVED: 'Exception réglée', RETRACTION: 'Retrait', HEARTBEAT: 'Inchangé', RECTIFICATION: 'Donnée de la personne rectifiée', SM: 'Matériel', PRODUCT: 'Produit', FRESH: 'Frais',
    CRYO: 'Congelé', IN_SPEC: 'Conforme', OOS: 'Hors spécification', FAILED: 'Échoué', MACHINE: 'par machine', ATTESTED: 'attesté', DERIVED: 'déduit',
  },
};
